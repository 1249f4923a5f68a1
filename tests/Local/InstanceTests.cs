using ClinicNetwork.Local;

namespace Tests.Local;

/// <summary>Several processes of every service: what each is called and what it is told.</summary>
public sealed class InstanceTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-network-instances-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void One_of_each_is_called_as_its_service_and_the_gateway_is_told_one_address()
    {
        var settings = Settings(1);
        Assert.Equal(["gateway", "referral", "scheduling", "insurance", "operations"], settings.Instances.Select(i => i.Name).Take(5));
        Assert.Equal("http://referral:1", Of(settings, "gateway")["Services__referral"]);
        Assert.False(Of(settings, "gateway").ContainsKey("Services__referral__0"));
    }

    [Fact]
    public void Of_several_everybody_is_told_all_addresses()
    {
        var settings = Settings(3);
        Assert.Equal(1, settings.Instances.Count(i => i.Program == ServiceProgram.Gateway));
        Assert.Superset(new HashSet<string> { "referral", "referral-2", "referral-3", "operations-3" }, settings.Instances.Select(i => i.Name).ToHashSet());
        foreach (var who in new[] { "gateway", "insurance", "insurance-2" })
        {
            var told = Of(settings, who);
            Assert.Equal(["http://referral:1", "http://referral-2:1", "http://referral-3:1"], Enumerable.Range(0, 3).Select(n => told[$"Services__referral__{n}"]));
            Assert.False(told.ContainsKey("Services__referral"));
        }
        Assert.Equal(("insurance", "http://insurance-2:1/"), (Of(settings, "insurance-2")["Database"], Of(settings, "insurance-2")["ASPNETCORE_URLS"]));
    }

    [Fact]
    public void Each_service_has_its_own_account_at_the_broker_and_keeps_it()
    {
        var (first, again) = (Settings(2), Settings(2));
        Assert.StartsWith("amqp://insurance:", Of(first, "insurance")["ConnectionStrings__RabbitMq"], StringComparison.Ordinal);
        Assert.Equal(Of(first, "insurance")["ConnectionStrings__RabbitMq"], Of(again, "insurance-2")["ConnectionStrings__RabbitMq"]);
        Assert.NotEqual(first.Keys.Broker["insurance"], first.Keys.Broker["referral"]);
        Assert.DoesNotContain("ConnectionStrings__RabbitMq", Of(first, "gateway").Keys);
    }

    ServiceSettings Settings(int number)
    {
        var state = new StateFolder(folder.FullName);
        var instances = ServiceProgram.Instances(number);
        return new(new KeyRing(state), "mongodb://m", "amqp://guest:guest@127.0.0.1:5672", "", instances, instances.Select(i => i.Name).Append("gateway-metrics").ToDictionary(name => name, name => new Uri($"http://{name}:1/")));
    }

    static Dictionary<string, string?> Of(ServiceSettings settings, string name) => settings.For(settings.Instances.Single(i => i.Name == name));
}

namespace ClinicNetwork.Operations.Network;

/// <summary>
/// Where the network's services are: <c>Services:referral</c> is one address, or a list of instances (<c>Services:referral:0</c>, <c>:1</c> …).
/// </summary>
public sealed class ServiceAddresses(IConfiguration configuration)
{
    /// <summary>Every service's instances, by the service's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> ByService { get; } = configuration.GetSection("Services").GetChildren()
        .ToDictionary(service => service.Key, IReadOnlyList<Uri> (service) =>
            [.. service.GetChildren().Select(instance => instance.Value).Prepend(service.Value).Where(a => a is { Length: > 0 }).Select(a => new Uri(a!)).Distinct()]);

    /// <summary>Each instance by itself: <c>referral</c>, <c>referral-2</c> and so on.</summary>
    public IEnumerable<(string Name, Uri Address)> Instances =>
        ByService.SelectMany(service => service.Value.Select((address, i) => (i == 0 ? service.Key : $"{service.Key}-{i + 1}", address)));
}

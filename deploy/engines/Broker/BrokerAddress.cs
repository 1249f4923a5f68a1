namespace ClinicNetwork.Engines.Broker;

/// <summary>A broker and the account that may change everything there.</summary>
/// <param name="Amqp">Its connection string: <c>amqp://user:password@host:port/vhost</c>.</param>
public sealed record BrokerAddress(Uri Amqp)
{
    /// <summary>The management API answers on the AMQP port plus this, as with RabbitMQ's own 5672 and 15672.</summary>
    public const int ManagementDistance = 10_000;

    const int UsualPort = 5672;

    public BrokerAddress(string amqp) : this(new Uri(amqp))
    {
    }

    /// <summary>The base address of the management API.</summary>
    public Uri Management => new($"http://{Amqp.Host}:{(Amqp.Port > 0 ? Amqp.Port : UsualPort) + ManagementDistance}/api/");

    public string User => Account(0, "guest");

    public string Password => Account(1, "guest");

    /// <summary>The virtual host; RabbitMQ's own is <c>/</c>.</summary>
    public string VirtualHost => Amqp.AbsolutePath.TrimStart('/') is { Length: > 0 } named ? Uri.UnescapeDataString(named) : "/";

    /// <summary>The connection string of another account at the same broker.</summary>
    public string As(string user, string password) =>
        new UriBuilder(Amqp) { UserName = Uri.EscapeDataString(user), Password = Uri.EscapeDataString(password) }.Uri.AbsoluteUri.TrimEnd('/');

    string Account(int part, string usual) => Amqp.UserInfo.Split(':').ElementAtOrDefault(part) is { Length: > 0 } given ? Uri.UnescapeDataString(given) : usual;
}

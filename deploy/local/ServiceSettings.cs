using ClinicNetwork.Engines.Broker;

namespace ClinicNetwork.Local;

/// <summary>The environment that the local network gives its programs: addresses, connection strings, keys, whom to trust.</summary>
sealed record ServiceSettings(
    KeyRing Keys, string MongoDb, string RabbitMq, string DatabasePrefix, IReadOnlyList<Instance> Instances, IReadOnlyDictionary<string, Uri> Addresses)
{
    public Dictionary<string, string?> For(Instance instance)
    {
        var program = instance.Program;
        var set = ServiceEngine.Frugal;
        set["ASPNETCORE_ENVIRONMENT"] = "Development";
        set["ASPNETCORE_URLS"] = Addresses[instance.Name].ToString();
        set["DOTNET_NOLOGO"] = "1";
        set["Logging__LogLevel__Default"] = "Warning";
        set["Logging__LogLevel__ClinicNetwork"] = "Information";
        set["ConnectionStrings__MongoDb"] = MongoDb;
        // The gateway has no account, because it has no bus.
        if (Keys.Broker.TryGetValue(program.Name, out var password)) set["ConnectionStrings__RabbitMq"] = new BrokerAddress(RabbitMq).As(program.Name, password);
        set["Database"] = DatabasePrefix + program.Name;
        Trust(set, "partner", Addresses["gateway"].ToString());
        Trust(set, "person", KeyRing.PersonIssuer);
        Trust(set, "service", KeyRing.ServiceIssuer);
        set["Identity__Issuers__person__Development"] = "true";
        set["Identity__ServiceKey"] = Keys.PrivateFile($"service-{program.Name}");
        set["Identity__PseudonymKey"] = Keys.PseudonymFile(program.Name);
        foreach (var service in ServiceProgram.Behind) Introduce(set, service);
        if (program == ServiceProgram.Gateway)
        {
            set["Gateway__SigningKey"] = Keys.PrivateFile("gateway");
            set["ASPNETCORE_URLS"] = $"{Addresses["gateway"]};{Addresses["gateway-metrics"]}";
            set["Gateway__MetricsPort"] = $"{Addresses["gateway-metrics"].Port}";
        }
        return set;
    }

    /// <summary>Everybody hears of all instances of a service: one that is away is not missed.</summary>
    void Introduce(Dictionary<string, string?> set, ServiceProgram service)
    {
        var addresses = Instances.Where(i => i.Program == service).Select(i => Addresses[i.Name].ToString().TrimEnd('/')).ToList();
        if (addresses.Count == 1) set[$"Services__{service.Name}"] = addresses[0];
        else
            foreach (var (n, address) in addresses.Index()) set[$"Services__{service.Name}__{n}"] = address;
    }

    void Trust(Dictionary<string, string?> set, string kind, string issuer)
    {
        set[$"Identity__Issuers__{kind}__Issuer"] = issuer;
        set[$"Identity__Issuers__{kind}__Keys"] = Keys.PublicFile(kind);
    }
}

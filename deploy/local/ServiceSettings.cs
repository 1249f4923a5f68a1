namespace ClinicNetwork.Local;

/// <summary>The environment that the local network gives its programs: addresses, connection strings, keys, whom to trust.</summary>
sealed record ServiceSettings(
    StateFolder State, KeyRing Keys, string MongoDb, string RabbitMq, string DatabasePrefix, IReadOnlyDictionary<string, Uri> Addresses)
{
    public Dictionary<string, string?> For(ServiceProgram program)
    {
        var set = ServiceEngine.Frugal;
        set["ASPNETCORE_ENVIRONMENT"] = "Development";
        set["ASPNETCORE_URLS"] = Addresses[program.Name].ToString();
        set["DOTNET_NOLOGO"] = "1";
        set["Logging__LogLevel__Default"] = "Warning";
        set["Logging__LogLevel__ClinicNetwork"] = "Information";
        set["ConnectionStrings__MongoDb"] = MongoDb;
        set["ConnectionStrings__RabbitMq"] = RabbitMq;
        set["Database"] = DatabasePrefix + program.Name;
        Trust(set, "partner", Addresses["gateway"].ToString());
        Trust(set, "person", KeyRing.PersonIssuer);
        Trust(set, "service", KeyRing.ServiceIssuer);
        set["Identity__Issuers__person__Development"] = "true";
        set["Identity__ServiceKey"] = Keys.PrivateFile($"service-{program.Name}");
        foreach (var service in ServiceProgram.Behind) set[$"Services__{service.Name}"] = Addresses[service.Name].ToString().TrimEnd('/');
        if (program == ServiceProgram.Gateway)
        {
            set["Gateway__SigningKey"] = Keys.PrivateFile("gateway");
            set["Gateway__Partners"] = State.Partners;
        }
        return set;
    }

    void Trust(Dictionary<string, string?> set, string kind, string issuer)
    {
        set[$"Identity__Issuers__{kind}__Issuer"] = issuer;
        set[$"Identity__Issuers__{kind}__Keys"] = Keys.PublicFile(kind);
    }
}

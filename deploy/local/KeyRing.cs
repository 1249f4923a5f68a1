using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Engines.Broker;

namespace ClinicNetwork.Local;

/// <summary>Every key of a local network. Made once, on the first start; the files that verifiers read are written each time.</summary>
sealed class KeyRing
{
    public const string PersonIssuer = "https://people.clinicnetwork.example/";
    public const string ServiceIssuer = "https://services.clinicnetwork.example/";
    public const string Audience = "clinic-network";

    readonly string folder;

    public KeyRing(StateFolder state)
    {
        folder = state.Keys;
        Directory.CreateDirectory(folder);
        Gateway = Load("gateway", "ES256");
        People = Load("people", "ES256");
        Partners = Partner.All.ToDictionary(p => p.Id, p => Load($"partner-{p.Id}", p.Algorithm));
        Services = ServiceProgram.All.ToDictionary(s => s.Name, s => Load($"service-{s.Name}", "ES256"));
        Broker = LoadPasswords();
    }

    public SigningKey Gateway { get; }
    public SigningKey People { get; }
    public IReadOnlyDictionary<string, SigningKey> Partners { get; }
    public IReadOnlyDictionary<string, SigningKey> Services { get; }

    /// <summary>Passwords of the services' accounts at the broker, by service.</summary>
    public IReadOnlyDictionary<string, string> Broker { get; }

    /// <summary>The file of a private key, e.g. <c>gateway</c> or <c>service-referral</c>.</summary>
    public string PrivateFile(string name) => Path.Combine(folder, name + ".json");

    /// <summary>The file of the key under which a service makes ids of what must not be known; made on first use.</summary>
    public string PseudonymFile(string service)
    {
        var path = Path.Combine(folder, $"pseudonyms-{service}.key");
        if (!File.Exists(path)) StateFolder.WriteSecret(path, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        return path;
    }

    /// <summary>A seeded partner as the registry takes it: with its public keys and what it may do.</summary>
    public JsonObject Complete(string path, JsonObject body)
    {
        if (Partner.All.FirstOrDefault(p => path == $"/api/partners/{p.Id}") is not { } partner) return body;
        var complete = body.DeepClone().AsObject();
        complete["keys"] = SigningKey.Set(Partners[partner.Id]);
        complete["scopes"] = new JsonArray([.. Partner.Scopes.Select(scope => JsonValue.Create(scope))]);
        return complete;
    }

    /// <summary>The public keys of a kind of issuer: partner, person or service.</summary>
    public string PublicFile(string kind) => Path.Combine(folder, kind + ".jwks.json");

    /// <summary>Writes what the programs are told to trust.</summary>
    public void Publish()
    {
        StateFolder.Write(PublicFile("partner"), SigningKey.Set(Gateway).ToJsonString());
        StateFolder.Write(PublicFile("person"), SigningKey.Set(People).ToJsonString());
        StateFolder.Write(PublicFile("service"), SigningKey.Set(Services.Values).ToJsonString());
    }

    /// <summary>A service that came later gets its password on the next start.</summary>
    Dictionary<string, string> LoadPasswords()
    {
        var file = PrivateFile("broker");
        var passwords = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))! : [];
        var newcomers = Topology.OfContracts.Services.Except(passwords.Keys).ToList();
        foreach (var service in newcomers) passwords[service] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        if (newcomers.Count > 0) StateFolder.WriteSecret(file, JsonSerializer.Serialize(passwords));
        return passwords;
    }

    SigningKey Load(string name, string algorithm) => SigningKey.LoadOrCreate(PrivateFile(name), name, algorithm);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Local;

/// <summary>A private key that lives in the state folder as a JWK (mode 600), and what it signs.</summary>
sealed class SigningKey
{
    static readonly string[] PublicMembers = ["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"];
    readonly JsonObject jwk;

    SigningKey(JsonObject jwk) => this.jwk = jwk;

    /// <summary>The public half as a JWK.</summary>
    public JsonObject Public => new(PublicMembers.Where(jwk.ContainsKey).Select(name => KeyValuePair.Create(name, jwk[name]?.DeepClone())));

    /// <summary>Reads the key, or makes and stores it when there is none.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="name">What its <c>kid</c> begins with.</param>
    /// <param name="algorithm">ES256, ES384 or RS384.</param>
    public static SigningKey LoadOrCreate(string path, string name, string algorithm)
    {
        if (!File.Exists(path)) StateFolder.WriteSecret(path, Create(name, algorithm).ToJsonString());
        return new((JsonObject)JsonNode.Parse(File.ReadAllText(path))!);
    }

    /// <summary>A set of public keys, as verifiers read it.</summary>
    public static JsonObject Set(params IEnumerable<SigningKey> keys) => new() { ["keys"] = new JsonArray([.. keys.Select(key => key.Public)]) };

    /// <summary>A compact JWT over the claims.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = (string?)jwk["alg"], ["kid"] = (string?)jwk["kid"], ["typ"] = "JWT" };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    byte[] Sign(byte[] data)
    {
        if ((string?)jwk["kty"] == "RSA")
        {
            using var rsa = RSA.Create(new RSAParameters
            {
                Modulus = Part("n"),
                Exponent = Part("e"),
                D = Part("d"),
                P = Part("p"),
                Q = Part("q"),
                DP = Part("dp"),
                DQ = Part("dq"),
                InverseQ = Part("qi"),
            });
            return rsa.SignData(data, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        }
        var (curve, hash) = Curve((string)jwk["alg"]!);
        using var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new() { X = Part("x"), Y = Part("y") }, D = Part("d") });
        return ec.SignData(data, hash);
    }

    static JsonObject Create(string name, string algorithm)
    {
        var made = algorithm == "RS384" ? CreateRsa() : CreateEc(algorithm);
        made["use"] = "sig";
        made["alg"] = algorithm;
        made["kid"] = $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        return made;
    }

    static JsonObject CreateRsa()
    {
        using var rsa = RSA.Create(3072);
        var p = rsa.ExportParameters(true);
        return Members("RSA", ("n", p.Modulus), ("e", p.Exponent), ("d", p.D), ("p", p.P), ("q", p.Q), ("dp", p.DP), ("dq", p.DQ), ("qi", p.InverseQ));
    }

    static JsonObject CreateEc(string algorithm)
    {
        using var ec = ECDsa.Create(Curve(algorithm).Curve);
        var p = ec.ExportParameters(true);
        var made = Members("EC", ("x", p.Q.X), ("y", p.Q.Y), ("d", p.D));
        made["crv"] = algorithm == "ES256" ? "P-256" : "P-384";
        return made;
    }

    static JsonObject Members(string type, params IEnumerable<(string Name, byte[]? Value)> members)
    {
        var made = new JsonObject { ["kty"] = type };
        foreach (var (name, value) in members) made[name] = Base64Url.EncodeToString(value);
        return made;
    }

    static (ECCurve Curve, HashAlgorithmName Hash) Curve(string algorithm) => algorithm == "ES256"
        ? (ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256)
        : (ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384);

    byte[] Part(string name) => Base64Url.DecodeFromChars((string?)jwk[name]);

    static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Local;

/// <summary>
/// Access tokens for the local network: a partner's by SMART Backend Services at the gateway, a person's by the development
/// sign-in's own key.
/// </summary>
sealed class Tokens(KeyRing keys, Uri gateway) : IDisposable
{
    static readonly TimeSpan PersonLife = TimeSpan.FromHours(8);
    static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(2);
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(15) };
    readonly TimeProvider clock = TimeProvider.System;

    /// <summary>A token for a partner's id or a person's role.</summary>
    /// <exception cref="LaunchException">Nobody is called so, or the gateway refuses.</exception>
    public async Task<string> For(string name, string? id, CancellationToken cancellation) =>
        Partner.All.FirstOrDefault(p => p.Id == name) is { } partner ? await OfPartner(partner, cancellation)
        : Person.Find(name, id) is { } person ? Of(person)
        : throw new LaunchException($"Nobody is called '{name}': partners are {string.Join(", ", Partner.All.Select(p => p.Id))}, roles {string.Join(", ", Person.Roles)}.");

    /// <summary>A token of the development sign-in, good for eight hours.</summary>
    public string Of(Person person)
    {
        var claims = Claims(KeyRing.PersonIssuer, person.Subject, KeyRing.Audience, PersonLife);
        claims["name"] = person.Name;
        claims["role"] = new JsonArray(JsonValue.Create(person.Role));
        claims["chain"] = new JsonArray([.. person.Chains.Select(chain => JsonValue.Create(chain))]);
        if (person.Partner is not null) claims["partner"] = person.Partner;
        if (person.Therapist is not null) claims["therapist"] = person.Therapist;
        return keys.People.Sign(claims);
    }

    async Task<string> OfPartner(Partner partner, CancellationToken cancellation)
    {
        var endpoint = new Uri(gateway, "connect/token");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            // All that is registered, whatever that is by now.
            ["scope"] = "system/*.cruds",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = keys.Partners[partner.Id].Sign(Claims(partner.Id, partner.Id, endpoint.ToString(), AssertionLife)),
        });
        try
        {
            using var answer = await http.PostAsync(endpoint, form, cancellation);
            if (answer.IsSuccessStatusCode && (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation))?["access_token"] is { } token) return token;
            throw new LaunchException($"The gateway at {gateway} refused a token for {partner.Id}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (Exception e) when (e.IsNoAnswer(cancellation))
        {
            throw new LaunchException($"No gateway answers at {gateway} ({e.Message.TrimEnd('.')}): start the network first, or name its port with --port.", e);
        }
    }

    JsonObject Claims(string issuer, string subject, string audience, TimeSpan life)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            ["iss"] = issuer,
            ["sub"] = subject,
            ["aud"] = audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + life).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
    }

    public void Dispose() => http.Dispose();
}

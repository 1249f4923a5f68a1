using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Network;

namespace ClinicNetwork.Operations.Rules;

/// <summary>Policy data as its owners tell it to who looks, and changes as they take them.</summary>
public sealed class PolicyReader(OnBehalf owners, NamesReader names)
{
    /// <summary>All of a kind that the person may see; null with the refusal when the owner does not tell.</summary>
    public async Task<(IReadOnlyList<PolicyDocument>? All, string Refusal)> All(ClaimsPrincipal person, PolicyKind kind, CancellationToken ct)
    {
        if (kind.IsOne || kind.PerChain)
        {
            var found = await Task.WhenAll((kind.IsOne ? [""] : Chains(person)).Select(id => Find(person, kind, id, ct)));
            return found.All(f => f.Document is null) && found.Length > 0 ? (null, found[0].Refusal) : ([.. found.Select(f => f.Document).OfType<PolicyDocument>()], "");
        }
        var answer = await owners.Get(person, kind.Service, kind.Path, ct);
        return answer is { IsDone: true, Body: { ValueKind: JsonValueKind.Array } list } ? ([.. list.EnumerateArray().Select(PolicyDocument.Of)], "") : (null, answer.Refusal);
    }

    /// <summary>What is in force under an id.</summary>
    public async Task<(PolicyDocument? Document, string Refusal, bool IsAway)> Find(ClaimsPrincipal person, PolicyKind kind, string id, CancellationToken ct)
    {
        var answer = await owners.Get(person, kind.Service, kind.ApiOf(id), ct);
        return answer is { IsDone: true, Body: { ValueKind: JsonValueKind.Object } told } ? (PolicyDocument.Of(told), "", false) : (null, answer.Refusal, answer.Status == 0);
    }

    /// <summary>Every version that is kept, oldest first; none when the owner does not tell.</summary>
    public async Task<IReadOnlyList<PolicyDocument>> Versions(ClaimsPrincipal person, PolicyKind kind, string id, CancellationToken ct) =>
        await owners.Get(person, kind.Service, $"{kind.ApiOf(id)}/versions", ct) is { IsDone: true, Body: { ValueKind: JsonValueKind.Array } list } ? [.. list.EnumerateArray().Select(PolicyDocument.Of)] : [];

    /// <summary>Whether the owner would take the body in place of the version that was seen.</summary>
    public Task<Answer> Check(ClaimsPrincipal person, PolicyKind kind, string id, JsonObject body, long seen, CancellationToken ct) =>
        owners.Put(person, kind.Service, $"{kind.ApiOf(id)}?check=true", body.ToJsonString(), seen, ct);

    /// <summary>Puts the body into force in place of the version that was seen.</summary>
    public Task<Answer> Put(ClaimsPrincipal person, PolicyKind kind, string id, JsonObject body, long seen, string reason, CancellationToken ct) =>
        owners.Put(person, kind.Service, $"{kind.ApiOf(id)}{(reason is "" ? "" : $"?reason={Uri.EscapeDataString(reason)}")}", body.ToJsonString(), seen, ct);

    IReadOnlyList<string> Chains(ClaimsPrincipal person) =>
        person.FindAll("chain").Select(c => c.Value).ToList() is var chains && chains.Contains("*") ? [.. names.Current.Chains.Keys.Order(StringComparer.Ordinal)] : chains;
}

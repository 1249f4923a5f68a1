using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Network;

namespace ClinicNetwork.Operations.Failures;

/// <summary>Waiting messages of one queue and kind.</summary>
public sealed record FailureGroup(string Queue, string Kind, int Count);

/// <summary>What one service's waiting room says.</summary>
/// <param name="IsMore">More wait than were counted.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record Room(string Service, IReadOnlyList<FailureGroup> Kinds, bool IsMore, IReadOnlyList<FailedMessageView> Messages, string? Next);

/// <summary>What is looked for, as the address says.</summary>
public sealed record RoomQuery(string? Service, string? Queue, string? Kind, FailedMessageStatus Status, string? After)
{
    /// <summary>The same as an address; what is null is left out.</summary>
    public string At(string path) => path + QueryString.Create(Pairs.Where(p => p.Value is not null));

    IEnumerable<KeyValuePair<string, string?>> Pairs =>
    [
        new("service", Service), new("queue", Queue), new("kind", Kind), new("status", Status is FailedMessageStatus.Waiting ? null : Status.ToString()), new("after", After),
    ];
}

/// <summary>The waiting rooms of all services, asked in the name of who looks.</summary>
public sealed class Rooms(OnBehalf owners, ServiceAddresses addresses)
{
    /// <summary>Pages that one request returns at most; a person goes on by hand beyond them.</summary>
    const int MostPages = 10;

    /// <summary>Services that have one, of those that this one knows.</summary>
    public IReadOnlyList<string> Services { get; } = [.. addresses.ByService.Keys.Where(service => Routes.Queues(service).Count > 0).Order(StringComparer.Ordinal)];

    /// <summary>One room, or all of them; an <see cref="Answer"/> that is not done says which does not answer.</summary>
    public async Task<IReadOnlyList<(Answer Answer, Room? Room)>> Read(ClaimsPrincipal person, RoomQuery query, CancellationToken ct)
    {
        var asked = Services.Where(service => query.Service is null || service == query.Service)
            .Select(service => owners.Get(person, service, (query with { Service = null }).At($"/api/waiting-room/{service}"), ct)).ToList();
        return [.. (await Task.WhenAll(asked)).Select(answer => (answer, answer.As<Room>()))];
    }

    public Task<Answer> Find(ClaimsPrincipal person, string service, Guid id, CancellationToken ct) => owners.Get(person, service, $"/api/waiting-room/{service}/{id}", ct);

    public Task<Answer> Discard(ClaimsPrincipal person, string service, Guid id, string reason, Guid? key, CancellationToken ct) =>
        owners.Post(person, service, $"/api/waiting-room/{service}/{id}/discard", JsonSerializer.Serialize(new { reason }), key, ct);

    /// <summary>These messages of one service, all that waited when they were chosen.</summary>
    public Task<Answer> Return(ClaimsPrincipal person, string service, IReadOnlyCollection<Guid> ids, Guid key, CancellationToken ct) =>
        owners.Post(person, service, $"/api/waiting-room/{service}/return", JsonSerializer.Serialize(new { ids }), key, ct);

    /// <summary>All of a queue and kind that waited at an instant.</summary>
    /// <returns>How many were returned, whether more are left, and the refusal that ended it early.</returns>
    public async Task<(int Returning, bool IsMore, string? Refusal)> ReturnKind(ClaimsPrincipal person, string service, string queue, string kind, DateTimeOffset until, Guid key, CancellationToken ct)
    {
        var (returning, after) = (0, (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            var query = new QueryString().Add("queue", queue).Add("kind", kind).Add("until", until.ToString("O", CultureInfo.InvariantCulture));
            var answer = await owners.Post(person, service, $"/api/waiting-room/{service}/return{(after is null ? query : query.Add("after", after))}", null, key, ct);
            if (answer.As<Returned>() is not { } returned) return (returning, false, answer.Refusal);
            returning += returned.Returning;
            if ((after = returned.Next) is null) return (returning, false, null);
        }
        return (returning, true, null);
    }

    sealed record Returned(int Returning, string? Next);
}

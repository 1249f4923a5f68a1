using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>A failed message as operators see it: ids and codes only.</summary>
public sealed record FailedMessageView(
    string Id, string Service, string Queue, string Type, string? ReferralId, int? Attempt, string Kind, FailedMessageStatus Status, int Tries,
    DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? Due);

/// <summary>The waiting room for operators: what waits and why; return one, a kind or all; discard with a reason. Audited.</summary>
public static class WaitingRoomApi
{
    const int Page = 100;
    static readonly FilterDefinitionBuilder<Document<FailedMessage, FailedMessageFact>> Where = Builders<Document<FailedMessage, FailedMessageFact>>.Filter;

    public static void MapWaitingRoom(this WebApplication app, string service)
    {
        var room = app.MapGroup($"/api/waiting-room/{service}");
        var (read, write) = (AccessPolicies.Roles("operator", "auditor"), AccessPolicies.Roles("operator"));
        room.MapGet("", (string? queue, string? kind, FailedMessageStatus? status, string? after, MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct) =>
            List(service, queue, kind, status, after, messages, ct)).RequireAuthorization(read).Audited("waiting-room").Says("Messages that failed and come again.");
        room.MapGet("{id:guid}", async (Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
            await store.Find(id.ToString(), ct) is { } found ? Results.Ok(View(service, found)) : NotFound(http)).RequireAuthorization(read).Audited("waiting-room").Says("One message that failed.");
        room.MapPost("{id:guid}/return", (Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
            Act(id, http, store, new Return(), FailedMessageDecider.Decide, ct)).RequireAuthorization(write).Audited("waiting-room-return");
        room.MapPost("{id:guid}/discard", async (Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
            await Act(id, http, store, await JsonBody.ReadOrNull<Discard>(http) ?? new(null), FailedMessageDecider.Decide, ct)).RequireAuthorization(write).Audited("waiting-room-discard");
        room.MapPost("return", (string? queue, string? kind, string? after, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store,
            MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct) => ReturnMany(queue, kind, after, http, store, messages, ct)).RequireAuthorization(write).Audited("waiting-room-return");
    }

    /// <summary>By default those that wait, with counts by queue and kind; pages by <c>after</c>, the last id seen.</summary>
    static async Task<IResult> List(
        string service, string? queue, string? kind, FailedMessageStatus? status, string? after, MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct)
    {
        var filter = Filter(queue, kind, status ?? FailedMessageStatus.Waiting);
        var page = await Paged(messages, filter, after, ct);
        var kinds = await messages.Collection.Aggregate().Match(filter)
            .Group(d => new { d.State.Queue, d.State.Kind }, g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return Results.Ok(new
        {
            service,
            kinds = kinds.Select(k => new { k.Key.Queue, k.Key.Kind, k.Count }).OrderBy(k => k.Queue, StringComparer.Ordinal).ThenBy(k => k.Kind, StringComparer.Ordinal),
            messages = page.Take(Page).Select(d => View(service, d)),
            next = Next(page),
        });
    }

    static async Task<IResult> Act<TWhat>(Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, TWhat what,
        Func<FailedMessage, Kernel.Command<TWhat>, Decision<FailedMessageFact>> decide, CancellationToken ct)
    {
        var handled = await store.Handle(id.ToString(), RequestCause.Of(http, what), what, decide, ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal) : Results.Ok(new { id, status = handled.State.Status, due = handled.State.Due });
    }

    /// <summary>Those that wait, of a queue and kind if named, are due now, each by a fact of its own; a page a call, from <c>after</c> on.</summary>
    static async Task<IResult> ReturnMany(string? queue, string? kind, string? after, HttpContext http,
        DocumentStore<FailedMessage, FailedMessageFact> store, MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct)
    {
        var page = await Paged(messages, Filter(queue, kind, FailedMessageStatus.Waiting), after, ct);
        var returning = 0;
        foreach (var message in page.Take(Page))
            if ((await store.Handle(message.Id, Cause.Own(Caller.Of(http.User).Actor), new Return(), FailedMessageDecider.Decide, ct)).Refusal is null) returning++;
        return Results.Ok(new { returning, next = Next(page) });
    }

    /// <summary>A page by id, and one more when another page follows.</summary>
    static async Task<IReadOnlyList<Document<FailedMessage, FailedMessageFact>>> Paged(
        MongoDocuments<FailedMessage, FailedMessageFact> messages, FilterDefinition<Document<FailedMessage, FailedMessageFact>> filter, string? after, CancellationToken ct) =>
        await messages.Collection.Find(after is null ? filter : filter & Where.Gt(d => d.Id, after)).SortBy(d => d.Id).Limit(Page + 1)
            .Project(MongoDocuments<FailedMessage, FailedMessageFact>.StateOnly).ToListAsync(ct);

    static string? Next(IReadOnlyList<Document<FailedMessage, FailedMessageFact>> page) => page.Count > Page ? page[Page - 1].Id : null;

    static FilterDefinition<Document<FailedMessage, FailedMessageFact>> Filter(string? queue, string? kind, FailedMessageStatus status) =>
        Where.Eq(d => d.State.Status, status)
        & (queue is null ? Where.Empty : Where.Eq(d => d.State.Queue, queue))
        & (kind is null ? Where.Empty : Where.Eq(d => d.State.Kind, kind));

    static FailedMessageView View(string service, Document<FailedMessage, FailedMessageFact> d) => new(
        d.Id, service, d.State.Queue, d.State.Type, d.State.ReferralId, d.State.Attempt, d.State.Kind, d.State.Status, d.State.Tries, d.State.FirstAt, d.State.LastAt, d.Due);

    static IResult NotFound(HttpContext http) => Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "No such message waits here."));
}

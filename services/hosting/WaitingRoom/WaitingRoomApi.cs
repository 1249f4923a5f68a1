using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>A failed message as operators see it: ids and codes only.</summary>
public sealed record FailedMessageView(
    string Id, string Service, string Queue, string Type, string? ReferralId, int? Attempt, string Kind, FailedMessageStatus Status, int Tries,
    DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? Due)
{
    /// <summary>What happened to it, oldest first; null in a list.</summary>
    public IReadOnlyList<FailedMessageStep>? History { get; init; }
    /// <summary>Why it was given up, in the words of who did; null in a list, and when it was not.</summary>
    public string? Reason { get; init; }
}

/// <summary>One thing that happened to a failed message.</summary>
/// <param name="What">failed, failed-again, return-asked, returned, overtaken or discarded.</param>
/// <param name="Kind">Of the failure; null when it did not fail.</param>
/// <param name="By">The service itself, or the person.</param>
public sealed record FailedMessageStep(string What, string? Kind, DateTimeOffset At, string By)
{
    public static FailedMessageStep Of(Kernel.Recorded<FailedMessageFact> recorded)
    {
        var (what, kind) = recorded.Fact switch
        {
            MessageFailed f => ("failed", f.Kind),
            MessageFailedAgain f => ("failed-again", f.Kind),
            MessageReturnAsked => ("return-asked", null),
            MessageReturned => ("returned", null),
            MessageOvertaken => ("overtaken", null),
            _ => ("discarded", (string?)null),
        };
        return new(what, kind, recorded.At, recorded.Actor.Id);
    }
}

/// <summary>Which of the waiting messages are meant.</summary>
/// <param name="Ids">These alone, 1–100; null: all of the queue and kind that are named.</param>
public sealed record ChosenMessages(IReadOnlyList<Guid>? Ids = null);

/// <summary>The waiting room for operators: what waits and why; return one, several, a kind or all; discard with a reason. Audited.</summary>
public static class WaitingRoomApi
{
    const int Page = 100;
    /// <summary>No more are counted: beyond it a person needs no exact number.</summary>
    const int MostCounted = 10_000;
    static readonly FilterDefinitionBuilder<Document<FailedMessage, FailedMessageFact>> Where = Builders<Document<FailedMessage, FailedMessageFact>>.Filter;

    public static void MapWaitingRoom(this WebApplication app, string service)
    {
        var room = app.MapGroup($"/api/waiting-room/{service}");
        var (read, write) = (AccessPolicies.Roles("operator", "auditor"), AccessPolicies.Roles("operator"));
        room.MapGet("", (string? queue, string? kind, FailedMessageStatus? status, string? after, MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct) =>
            List(service, queue, kind, status, after, messages, ct)).RequireAuthorization(read).Audited("waiting-room").Says("Messages that failed and come again.");
        room.MapGet("{id:guid}", async (Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
            await store.Find(id.ToString(), Part.Whole, ct) is { } found ? Results.Ok(Story(service, found)) : NotFound(http)).RequireAuthorization(read).Audited("waiting-room").Says("One message that failed, and what happened to it.");
        room.MapPost("{id:guid}/return", (Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
            Act(id, http, store, new Return(), FailedMessageDecider.Decide, ct)).RequireAuthorization(write).Audited("waiting-room-return");
        room.MapPost("{id:guid}/discard", async (Guid id, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
            await Act(id, http, store, await JsonBody.ReadOrNull<Discard>(http) ?? new(null), FailedMessageDecider.Decide, ct)).RequireAuthorization(write).Audited("waiting-room-discard");
        room.MapPost("return", async (string? queue, string? kind, DateTimeOffset? until, string? after, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store,
            MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct) =>
            await JsonBody.ReadOrNull<ChosenMessages>(http) is { Ids: { } ids } ? await ReturnChosen(ids, http, store, ct) : await ReturnMany(queue, kind, until, after, http, store, messages, ct))
            .RequireAuthorization(write).Audited("waiting-room-return");
    }

    /// <summary>By default those that wait, with counts by queue and kind; pages by <c>after</c>, the last id seen.</summary>
    static async Task<IResult> List(
        string service, string? queue, string? kind, FailedMessageStatus? status, string? after, MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct)
    {
        var filter = Filter(queue, kind, status ?? FailedMessageStatus.Waiting);
        var page = await Paged(messages, filter, after, ct);
        var kinds = await messages.Collection.Aggregate().Match(filter).Limit(MostCounted)
            .Group(d => new { d.State.Queue, d.State.Kind }, g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return Results.Ok(new
        {
            service,
            kinds = kinds.Select(k => new { k.Key.Queue, k.Key.Kind, k.Count }).OrderBy(k => k.Queue, StringComparer.Ordinal).ThenBy(k => k.Kind, StringComparer.Ordinal),
            isMore = kinds.Sum(k => k.Count) == MostCounted,
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

    /// <summary>Those that wait, of a queue and kind if named and come until an instant if said, are due now; a page a call, from <c>after</c> on.</summary>
    static async Task<IResult> ReturnMany(string? queue, string? kind, DateTimeOffset? until, string? after, HttpContext http,
        DocumentStore<FailedMessage, FailedMessageFact> store, MongoDocuments<FailedMessage, FailedMessageFact> messages, CancellationToken ct)
    {
        var filter = Filter(queue, kind, FailedMessageStatus.Waiting) & (until is { } last ? Where.Lte(d => d.State.FirstAt, last) : Where.Empty);
        var page = await Paged(messages, filter, after, ct);
        return Results.Ok(new { returning = await Return([.. page.Take(Page).Select(m => m.Id)], http, store, ct), next = Next(page) });
    }

    /// <summary>What does not wait any more is left as it is.</summary>
    static async Task<IResult> ReturnChosen(IReadOnlyList<Guid> ids, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct) =>
        ids.Count is 0 or > Page
            ? Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "too-many", $"ids: name 1 to {Page} messages.", "ids"))
            : Results.Ok(new { returning = await Return([.. ids.Distinct().Select(id => id.ToString())], http, store, ct) });

    /// <summary>Each by a fact of its own. Under one <c>Idempotency-Key</c> a message is returned once, however often it is asked.</summary>
    static async Task<int> Return(IReadOnlyList<string> ids, HttpContext http, DocumentStore<FailedMessage, FailedMessageFact> store, CancellationToken ct)
    {
        var (cause, returning) = (RequestCause.Of(http, new Return()), 0);
        foreach (var id in ids)
            if ((await store.Handle(id, cause, new Return(), FailedMessageDecider.Decide, ct)).Refusal is null) returning++;
        return returning;
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

    static FailedMessageView Story(string service, Document<FailedMessage, FailedMessageFact> d) =>
        View(service, d) with { History = [.. d.History.Select(FailedMessageStep.Of)], Reason = d.Words(FailedMessage.Reason) };

    static IResult NotFound(HttpContext http) => Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "No such message waits here."));
}

namespace ClinicNetwork.Hosting;

/// <summary>A collection that wants indexes before the service is ready.</summary>
public interface IIndexed
{
    Task CreateIndexes(CancellationToken ct);
}

/// <summary>A collection whose documents have an outbox and may be due.</summary>
public interface IDocuments : IIndexed
{
    /// <summary>The collection's name, for logs and for who keeps notes by it.</summary>
    string Name { get; }

    /// <summary>Ids of documents that are due, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> Due(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Takes a due document in hand: it is due again later, ever later when it does not move, and other instances leave it.</summary>
    /// <returns>False when it is not due any more, or another instance was faster.</returns>
    Task<bool> Claim(string id, DateTimeOffset now, CancellationToken ct);

    /// <summary>Ids of documents whose outbox is due, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> Unpublished(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Takes an outbox in hand, as <see cref="Claim"/> does a document.</summary>
    /// <returns>Its events; none when another instance was faster. Read without the state, which may be unreadable to this version.</returns>
    Task<IReadOnlyList<OutboxEntry>> ClaimOutbox(string id, DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes delivered events out; a document whose outbox is empty then waits for no sweep.</summary>
    Task TakeOut(IReadOnlyList<(string Id, IReadOnlyList<Guid> Events)> delivered, CancellationToken ct);

    /// <summary>Ids of all documents in order, from the first after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<string>> Ids(string? after, int limit, CancellationToken ct);
}

/// <summary>
/// Where an aggregate's documents are kept: the port between what the services do and MongoDB. The network's simulation plays
/// the same code over a model of it, and one suite of tests runs against both.
/// </summary>
public interface IDocuments<TState, TFact> : IDocuments
{
    /// <summary>The document with as much of it as is asked for; null when there is none.</summary>
    Task<Document<TState, TFact>?> Find(string id, Part part, CancellationToken ct);

    /// <summary>Documents by their ids, without history and words; those that are not there are left out.</summary>
    Task<IReadOnlyList<Document<TState, TFact>>> Find(IReadOnlyCollection<string> ids, CancellationToken ct);

    /// <returns>False when there is one under this id.</returns>
    Task<bool> TryInsert(Document<TState, TFact> document, CancellationToken ct);

    /// <returns>False when the document is not at this version any more.</returns>
    Task<bool> TryUpdate(string id, long version, Change<TState, TFact> change, CancellationToken ct);

    /// <summary>Moves facts beyond the newest ones to the archive, should there be too many.</summary>
    Task Trim(string id, CancellationToken ct);
}

/// <summary>How much of a document is read.</summary>
[Flags]
public enum Part
{
    /// <summary>State, outbox and what a decision needs: no history, no words.</summary>
    State = 0,
    /// <summary>Also what people wrote.</summary>
    Personal = 1,
    /// <summary>Also the whole history, archived facts included, oldest first.</summary>
    History = 2,
    Whole = Personal | History,
}

namespace ClinicNetwork.Hosting;

/// <summary>Tells the present state of one document, or of all, once more: so a projection that is behind is cured.</summary>
public static class Snapshots
{
    /// <summary>So many documents a second at most: who listens has other work too.</summary>
    const int PerSecond = 200;

    public static void MapSnapshots<TState, TFact>(this WebApplication app, string service) where TState : IAggregate<TState, TFact>
    {
        var snapshots = app.MapGroup($"/api/snapshots/{service}").RequireAuthorization(AccessPolicies.Roles("operator"));
        snapshots.MapPost("{id}", async (string id, HttpContext http, DocumentStore<TState, TFact> store, CancellationToken ct) =>
        {
            if (await store.Find(id, ct) is null) return Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no such document."));
            await store.TellAgain(id, Cause.Own(Caller.Of(http.User).Actor), store.Rules.Snapshot, ct);
            return Results.Accepted();
        }).Audited("snapshot");
        snapshots.MapPost("", async (string? after, HttpContext http, DocumentStore<TState, TFact> store, TimeProvider clock, CancellationToken ct) =>
        {
            // A page a call: whoever asks for all goes on with the id that it ended at, and may stop at any time.
            var ids = await store.Documents.Ids(after, PerSecond, ct);
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
            foreach (var id in ids) await store.TellAgain(id, Cause.Own(Caller.Of(http.User).Actor), store.Rules.Snapshot, ct);
            if (ids.Count == PerSecond) await pace.WaitForNextTickAsync(ct);
            return Results.Ok(new { told = ids.Count, next = ids.Count == PerSecond ? ids[^1] : null });
        }).Audited("snapshot");
    }
}

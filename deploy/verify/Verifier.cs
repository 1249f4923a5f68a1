using MongoDB.Driver;

namespace ClinicNetwork.Verify;

/// <summary>Reads all documents of a network and says which invariants are violated.</summary>
public static class Verifier
{
    /// <summary>
    /// While the network works, one document is always ahead of another. So what looks wrong is looked at again, and
    /// only what stays wrong is a violation.
    /// </summary>
    const int Looks = 6;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>What a verification found.</summary>
    /// <param name="Documents">How many documents were read.</param>
    /// <param name="Violations">One sentence each, ids only; empty when every invariant holds.</param>
    public sealed record Finding(int Documents, IReadOnlyList<string> Violations);

    /// <summary>Verifies the databases of a network; takes up to ten seconds longer when something looks wrong.</summary>
    /// <param name="mongoDb">Connection string.</param>
    /// <param name="databasePrefix">Put before each database's name.</param>
    /// <exception cref="VerifyException">The database does not answer.</exception>
    public static async Task<Finding> Verify(string mongoDb, string databasePrefix = "", CancellationToken cancellation = default)
    {
        var clock = TimeProvider.System;
        var settings = MongoClientSettings.FromConnectionString(mongoDb);
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(10);
        settings.ReadConcern = ReadConcern.Majority;
        using var mongo = new MongoClient(settings);
        try
        {
            var (stored, violations) = (await Stored.ReadAll(mongo, databasePrefix, cancellation), (IReadOnlyList<string>)[]);
            violations = Invariants.Violations(stored, clock.GetUtcNow());
            for (var look = 1; look < Looks && violations.Count > 0; look++)
            {
                await Task.Delay(Pause, clock, cancellation);
                stored = await Stored.ReadAll(mongo, databasePrefix, cancellation);
                violations = [.. violations.Intersect(Invariants.Violations(stored, clock.GetUtcNow()))];
            }
            return new(stored.Documents, violations);
        }
        catch (Exception e) when (e is TimeoutException or MongoException)
        {
            throw new VerifyException($"The documents cannot be read ({e.GetType().Name}): see whether the database is up with status.", e);
        }
    }
}

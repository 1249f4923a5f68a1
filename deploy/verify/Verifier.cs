using MongoDB.Driver;

namespace ClinicNetwork.Verify;

/// <summary>Reads all documents of a network and says which invariants are violated.</summary>
public static class Verifier
{
    /// <summary>
    /// While the network works, one document is always ahead of another. So only what has stood still for so long is judged, and
    /// what looks wrong is looked at again while there is time.
    /// </summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    const int Looks = 6;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    static readonly TimeSpan TimeToLookAgain = TimeSpan.FromSeconds(20);

    /// <summary>What a verification found; each a sentence with ids only.</summary>
    /// <param name="Documents">How many documents were read.</param>
    /// <param name="Violations">Empty when every invariant holds.</param>
    /// <param name="Moving">What would be a violation if it were not still moving.</param>
    public sealed record Finding(int Documents, IReadOnlyList<string> Violations, IReadOnlyList<string> Moving);

    /// <summary>Verifies the databases of a network; takes some seconds longer when something looks wrong.</summary>
    /// <param name="mongoDb">Connection string.</param>
    /// <param name="databasePrefix">Put before each database's name.</param>
    /// <param name="settled">How long a referral must have stood still to be judged; null for a minute.</param>
    /// <param name="progress">Hears what is being read.</param>
    /// <exception cref="VerifyException">The database does not answer.</exception>
    public static async Task<Finding> Verify(
        string mongoDb, string databasePrefix = "", TimeSpan? settled = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var clock = TimeProvider.System;
        var settings = MongoClientSettings.FromConnectionString(mongoDb);
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(10);
        settings.ReadConcern = ReadConcern.Majority;
        using var mongo = new MongoClient(settings);
        var began = clock.GetTimestamp();
        try
        {
            var found = await Look();
            var tookOne = clock.GetElapsedTime(began);
            for (var look = 1; look < Looks && found.Violations.Count > 0 && clock.GetElapsedTime(began) + tookOne + Pause < TimeToLookAgain; look++)
            {
                progress?.Report($"{found.Violations.Count} violations: looking again");
                await Task.Delay(Pause, clock, cancellation);
                var again = await Look();
                found = again with { Violations = [.. found.Violations.Intersect(again.Violations)] };
            }
            return found;
        }
        catch (Exception e) when (e is TimeoutException or MongoException)
        {
            throw new VerifyException($"The documents cannot be read ({e.GetType().Name}): see whether the database is up with status.", e);
        }

        async Task<Finding> Look()
        {
            var movingSince = settled == TimeSpan.Zero ? DateTime.MaxValue : (clock.GetUtcNow() - (settled ?? Settled)).UtcDateTime;
            var stored = await new StoredReader(mongo, databasePrefix, movingSince, clock, progress ?? new Progress<string>()).Read(cancellation);
            var all = Invariants.Violations(stored).ToLookup(stored.IsMoving, violation => violation.Text);
            return new(stored.Documents, [.. all[false]], [.. all[true]]);
        }
    }
}

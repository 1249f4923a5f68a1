using System.Text.RegularExpressions;
using Npgsql;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>
/// Rows that the engine itself has counted as inserted, updated or deleted, by collection: every document write there was,
/// whoever made it. Only of this run's own engines.
/// </summary>
sealed partial class EngineCounters(BenchNetwork network)
{
    /// <summary>The engine's processes report what they have counted within ten seconds of their last statement.</summary>
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(12);

    const string Sql = """
        select c.database_name || '/' || c.collection_name, s.n_tup_ins + s.n_tup_upd + s.n_tup_del
        from documentdb_api_catalog.collections c join pg_stat_user_tables s on s.relname = 'documents_' || c.collection_id
        """;

    /// <summary>Writes so far, by <c>service/collection</c>; null when the engines were given.</summary>
    public async Task<IReadOnlyDictionary<string, long>?> Read(CancellationToken ct)
    {
        if (!network.Processes.TryGetValue("mongo-wire", out var pid)) return null;
        var port = PostgresPort().Match((await File.ReadAllTextAsync($"/proc/{pid}/cmdline", ct)).Replace('\0', ' ')).Groups[1].Value;
        await Task.Delay(Settle, ct);
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");
        await using var command = source.CreateCommand(Sql);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var writes = new Dictionary<string, long>();
        while (await rows.ReadAsync(ct))
            if (rows.GetString(0) is var name && name.StartsWith(network.DatabasePrefix, StringComparison.Ordinal))
                writes[name[network.DatabasePrefix.Length..]] = rows.GetInt64(1);
        return writes;
    }

    [GeneratedRegex("--postgres ([0-9]+)")]
    private static partial Regex PostgresPort();
}

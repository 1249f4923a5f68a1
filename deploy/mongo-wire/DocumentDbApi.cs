using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace ClinicNetwork.MongoWire;

/// <summary>
/// Calls of DocumentDB's SQL functions over pooled, prepared connections. Commands and replies are BSON bytes in both
/// directions; nothing is decoded on the way.
/// </summary>
sealed class DocumentDbApi : IAsyncDisposable
{
    const int Tries = 30;
    const int LongestPauseMilliseconds = 50;
    static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(100);

    readonly NpgsqlDataSource _dataSource;
    readonly TimeSpan _patience;
    readonly TimeProvider _time;

    public DocumentDbApi(int port, WireLimits limits, TimeProvider time)
    {
        _patience = limits.PostgresPatience;
        _time = time;
        _dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Database = "postgres",
            ApplicationName = "mongo-wire",
            MaxPoolSize = limits.PostgresConnections,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Timeout = 30,
            CommandTimeout = 60,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Options = "-c search_path=documentdb_api_catalog,documentdb_api,public",
        });
    }

    /// <summary>Runs one statement as a transaction of its own, again when it lost a deadlock, and gives its first row.</summary>
    /// <param name="sql">The statement; its parameters are <c>$1</c> and on.</param>
    /// <param name="read">Takes what is wanted out of the row.</param>
    /// <param name="cancellation">The client went away.</param>
    /// <param name="parameters">Strings as text, memory as BSON, and what else PostgreSQL knows.</param>
    /// <exception cref="CommandException">The statement failed, or PostgreSQL is not there.</exception>
    public async Task<T> CallAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] parameters)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await OpenAsync(cancellation);
                await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = sql.StartsWith("call ", StringComparison.Ordinal) };
                foreach (var parameter in parameters)
                    command.Parameters.Add(Parameter(parameter));
                await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
                if (!await reader.ReadAsync(cancellation))
                    throw new CommandException("PostgreSQL answered without a row");
                return read(reader);
            }
            catch (NpgsqlException e) when (SqlStates.IsConflict(e.SqlState) && tries < Tries)
            {
                await Task.Delay(Random.Shared.Next(1, Math.Min(2 << Math.Min(tries, 5), LongestPauseMilliseconds)), cancellation);
            }
            catch (NpgsqlException e)
            {
                throw SqlStates.ToCommandException(e);
            }
        }
    }

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    public static byte[] Bson(NpgsqlDataReader row) => row.GetFieldValue<byte[]>(0);

    /// <summary>For the procedures: a CALL has no place for a cast, so its BSON comes as <c>BSONHEX</c> and hexadecimal digits.</summary>
    public static byte[] BsonText(NpgsqlDataReader row) => Convert.FromHexString(row.GetString(0).AsSpan("BSONHEX".Length));

    // Nothing was sent yet, so waiting for a PostgreSQL that is restarting is safe.
    async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _dataSource.OpenConnectionAsync(cancellation);
            }
            catch (NpgsqlException e) when (e.SqlState is null || SqlStates.IsUnavailable(e.SqlState))
            {
                if (_time.GetElapsedTime(started) > _patience)
                    throw;
                await Task.Delay(ConnectPause, _time, cancellation);
            }
        }
    }

    static NpgsqlParameter Parameter(object? value) => value switch
    {
        string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
        ReadOnlyMemory<byte> bson => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bson, NpgsqlDbType = NpgsqlDbType.Bytea },
        byte[] bson => new NpgsqlParameter<byte[]> { TypedValue = bson, NpgsqlDbType = NpgsqlDbType.Bytea },
        null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
        _ => new NpgsqlParameter { Value = value },
    };
}

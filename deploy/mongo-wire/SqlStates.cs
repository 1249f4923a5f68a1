using Npgsql;

namespace ClinicNetwork.MongoWire;

/// <summary>
/// From PostgreSQL's SQLSTATEs to MongoDB's error codes. DocumentDB has SQLSTATEs of its own, M0000 and on, in the order
/// of MongoDB's codes; those that a program may want to tell apart are listed, the others are internal errors.
/// </summary>
static class SqlStates
{
    public const int DuplicateKey = 11000;

    static readonly Dictionary<string, (int Code, string Name)> Codes = new()
    {
        ["23505"] = (DuplicateKey, "DuplicateKey"),
        ["23P01"] = (DuplicateKey, "DuplicateKey"),
        ["40001"] = (112, "WriteConflict"),
        ["40P01"] = (112, "WriteConflict"),
        ["42P01"] = (26, "NamespaceNotFound"),
        ["53100"] = (14031, "OutOfDiskSpace"),
        ["55P03"] = (24, "LockTimeout"),
        ["57014"] = (50, "MaxTimeMSExpired"),
        ["0A000"] = (115, "CommandNotSupported"),
        ["22P02"] = (9, "FailedToParse"),
        ["22023"] = (2, "BadValue"),
        ["M0000"] = (1, "InternalError"),
        ["M0001"] = (2, "BadValue"),
        ["M0003"] = (9, "FailedToParse"),
        ["M0004"] = (14, "TypeMismatch"),
        ["M0005"] = (15, "Overflow"),
        ["M0006"] = (20, "IllegalOperation"),
        ["M0008"] = (26, "NamespaceNotFound"),
        ["M0009"] = (27, "IndexNotFound"),
        ["M000A"] = (28, "PathNotViable"),
        ["M000D"] = (40, "ConflictingUpdateOperators"),
        ["M000E"] = (43, "CursorNotFound"),
        ["M000F"] = (48, "NamespaceExists"),
        ["M000G"] = (52, "DollarPrefixedFieldName"),
        ["M000I"] = (54, "NotSingleValueField"),
        ["M000J"] = (56, "EmptyFieldName"),
        ["M000K"] = (57, "DottedFieldName"),
        ["M000L"] = (61, "ShardKeyNotFound"),
        ["M000M"] = (66, "ImmutableField"),
        ["M000N"] = (67, "CannotCreateIndex"),
        ["M000O"] = (68, "IndexAlreadyExists"),
        ["M000P"] = (72, "InvalidOptions"),
        ["M000Q"] = (73, "InvalidNamespace"),
        ["M000R"] = (85, "IndexOptionsConflict"),
        ["M000S"] = (86, "IndexKeySpecsConflict"),
        ["M000U"] = (115, "CommandNotSupported"),
        ["M000W"] = (146, "ExceededMemoryLimit"),
        ["M000Z"] = (166, "CommandNotSupportedOnView"),
        ["M0010"] = (167, "OptionNotSupportedOnView"),
        ["M0012"] = (197, "InvalidIndexSpecificationOption"),
        ["M0013"] = (224, "QueryFeatureNotAllowed"),
        ["M0015"] = (241, "ConversionFailure"),
        ["M0017"] = (276, "IndexBuildAborted"),
        ["M001B"] = (10334, "BSONObjectTooLarge"),
        ["M001C"] = (DuplicateKey, "DuplicateKey"),
        ["M003A"] = (17419, "Location17419"),
        ["M003B"] = (17420, "Location17420"),
        ["M007U"] = (40324, "Location40324"),
        ["M0088"] = (40415, "Location40415"),
        ["M00CO"] = (121, "DocumentValidationFailure"),
        ["M00DO"] = (16, "InvalidLength"),
        ["M00EW"] = (24, "LockTimeout"),
        ["M00EX"] = (50, "MaxTimeMSExpired"),
        ["M00EY"] = (59, "CommandNotFound"),
        ["M00F0"] = (91, "ShutdownInProgress"),
        ["M00F1"] = (112, "WriteConflict"),
        ["M00F2"] = (117, "ConflictingOperationInProgress"),
        ["M00F4"] = (201, "CannotBuildIndexKeys"),
    };

    public static (int Code, string Name) Mongo(string sqlState) =>
        Codes.TryGetValue(sqlState, out var known) ? known
        : IsUnavailable(sqlState) ? (91, "ShutdownInProgress")
        : (1, "InternalError");

    /// <summary>Inside replies DocumentDB packs a SQLSTATE into a number, six bits a character, the first one lowest.</summary>
    public static string Unpack(int packed) =>
        string.Create(5, packed, static (state, rest) =>
        {
            foreach (ref var character in state)
            {
                character = (char)((rest & 0x3F) + '0');
                rest >>= 6;
            }
        });

    /// <summary>The statement had no effect and deserves another try: a deadlock or a failed serialisation.</summary>
    public static bool IsConflict(string? sqlState) => sqlState is "40001" or "40P01";

    /// <summary>PostgreSQL is stopping, starting, or its process was ended: a connection problem, not the command's.</summary>
    public static bool IsUnavailable(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("57P", StringComparison.Ordinal);

    public static CommandException ToCommandException(NpgsqlException failure)
    {
        if (failure is PostgresException { SqlState: var state } postgres && !IsUnavailable(state))
        {
            var (code, name) = Mongo(state);
            return new CommandException(code, name, code == DuplicateKey ? $"E11000 {postgres.MessageText}" : postgres.MessageText, failure);
        }
        return failure.InnerException is TimeoutException
            ? new CommandException(50, "MaxTimeMSExpired", "the command took too long", failure)
            : new CommandException(91, "ShutdownInProgress", "PostgreSQL is not there or went away during the command", failure)
            {
                Labels = ["RetryableWriteError"],
            };
    }
}

using MongoDB.Bson;

namespace ClinicNetwork.MongoWire;

/// <summary>A command that failed, as MongoDB reports it: the reply carries <c>ok: 0</c>, a code and its name.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Creates the failure with MongoDB's number and name for it.</summary>
    public CommandException(int code, string codeName, string message, Exception? innerException = null) : base(message, innerException)
    {
        Code = code;
        CodeName = codeName;
    }

    /// <summary>Creates a failure without a more precise code.</summary>
    public CommandException(string message, Exception innerException) : this(1, "InternalError", message, innerException)
    {
    }

    /// <summary>Creates a failure without a more precise code.</summary>
    public CommandException(string message) : this(1, "InternalError", message)
    {
    }

    /// <summary>Creates a failure without a more precise code.</summary>
    public CommandException() : this("the command failed")
    {
    }

    /// <summary>MongoDB's number of the error, for example 11000 for a duplicate key.</summary>
    public int Code { get; } = 1;

    /// <summary>MongoDB's name of the error.</summary>
    public string CodeName { get; } = "InternalError";

    /// <summary>Labels for the driver, for example <c>RetryableWriteError</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    internal static CommandException BadValue(string message) => new(2, "BadValue", message);

    internal byte[] Reply()
    {
        var reply = new BsonDocument { { "ok", 0.0 }, { "errmsg", Message }, { "code", Code }, { "codeName", CodeName } };
        if (Labels.Count > 0)
            reply.Add("errorLabels", new BsonArray(Labels));
        return reply.ToBson();
    }
}

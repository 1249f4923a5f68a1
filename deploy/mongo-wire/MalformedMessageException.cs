namespace ClinicNetwork.MongoWire;

/// <summary>Bytes that are not a message of the MongoDB wire protocol; the connection that sent them is closed.</summary>
public sealed class MalformedMessageException : Exception
{
    /// <summary>Creates the exception; the message says what is wrong with the bytes and never quotes them.</summary>
    public MalformedMessageException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public MalformedMessageException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a general sentence.</summary>
    public MalformedMessageException() : base("not a message of the MongoDB wire protocol")
    {
    }
}

namespace ClinicNetwork.Verify;

/// <summary>The documents cannot be read. The message is one clear sentence that says what to do.</summary>
public sealed class VerifyException : Exception
{
    /// <summary>Creates the exception with a sentence that says what to do, and what it came from.</summary>
    public VerifyException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a sentence that says what to do.</summary>
    public VerifyException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a general sentence; prefer the other constructors.</summary>
    public VerifyException() : base("The documents cannot be read: see whether the database is up with status.")
    {
    }
}

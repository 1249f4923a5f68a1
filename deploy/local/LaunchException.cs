namespace ClinicNetwork.Local;

/// <summary>The local network cannot do what was asked. The message is one clear sentence that says what to do.</summary>
public sealed class LaunchException : Exception
{
    /// <summary>Creates the exception with a sentence that says what to do.</summary>
    public LaunchException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a sentence that says what to do, and what it came from.</summary>
    public LaunchException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a general sentence; prefer the other constructors.</summary>
    public LaunchException() : base("The local network could not do that; its logs in the state folder say why.")
    {
    }
}

namespace ClinicNetwork.Engines;

/// <summary>
/// The local engines cannot be had on this machine, or do not come up. The message is one clear sentence for a
/// person, saying what to do about it.
/// </summary>
public sealed class EngineException : Exception
{
    /// <summary>Creates the exception with a sentence that says what to do.</summary>
    public EngineException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a sentence that says what to do, and what it came from.</summary>
    public EngineException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a general sentence; prefer the other constructors.</summary>
    public EngineException() : base("The local engines could not be started; with Docker, use deploy/compose.yaml instead.")
    {
    }
}

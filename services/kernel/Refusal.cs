namespace ClinicNetwork.Kernel;

/// <summary>How a refusal maps to HTTP (and, in FHIR, to an issue type).</summary>
public enum RefusalKind
{
    /// <summary>400: the request cannot be understood (issue type structure or invalid).</summary>
    Invalid = 400,
    /// <summary>403: understood, but not for this caller (forbidden).</summary>
    Forbidden = 403,
    /// <summary>404: nothing there, or nothing this caller may see (not-found).</summary>
    NotFound = 404,
    /// <summary>406: an answer in another format than the server writes (not-supported).</summary>
    NotAcceptable = 406,
    /// <summary>409: contradicts what is stored (conflict).</summary>
    Conflict = 409,
    /// <summary>412: what the request makes a condition is not so (conflict).</summary>
    PreconditionFailed = 412,
    /// <summary>413: too large (too-long).</summary>
    TooLarge = 413,
    /// <summary>415: another format than the server reads (not-supported).</summary>
    UnsupportedMediaType = 415,
    /// <summary>422: understood, but against a rule (business-rule or code-invalid).</summary>
    Unprocessable = 422,
}

/// <summary>A refusal that the caller needs: what was wrong, where, and what to do.</summary>
/// <param name="Kind">How it maps to HTTP.</param>
/// <param name="Code">A stable code, e.g. <c>unknown-technique</c>.</param>
/// <param name="Text">Words for people. Never patient data.</param>
/// <param name="Expression">The FHIRPath of the element at fault, when there is one.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Text, string? Expression = null);

/// <summary>Carries a <see cref="Refusal"/> out of code that has no other way to return it; the web edge maps it.</summary>
public sealed class RefusalException(params IReadOnlyList<Refusal> refusals) : Exception(refusals[0].Text)
{
    public IReadOnlyList<Refusal> Refusals { get; } = refusals;
}

/// <summary>
/// A message that cannot be true (another chain than its owner says, a number out of bounds): it changes nothing and goes
/// to the waiting room, where a person looks at it.
/// </summary>
/// <param name="code">A stable code, e.g. <c>chain-mismatch</c>. Never patient data.</param>
public sealed class UnbelievableMessageException(string code, string text) : Exception(text)
{
    public string Code { get; } = code;
}

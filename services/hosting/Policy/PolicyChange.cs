namespace ClinicNetwork.Hosting;

/// <summary>Who changes policy data, why, and which version they have seen.</summary>
/// <param name="Reason">In words; null when nothing is said.</param>
/// <param name="Seen">The version that it was changed from, 0 for none; null when that does not matter.</param>
/// <param name="OnlyChecks">True when nothing is to be changed: who asks wants to know whether it would be taken.</param>
public sealed record PolicyChange(Actor Actor, string? Reason = null, long? Seen = null, bool OnlyChecks = false)
{
    public const int LongestReason = 500;

    /// <summary>As the request says: <c>?reason=</c>, <c>?check=true</c>, and <c>If-Match</c> with the version (<c>3</c>, <c>"3"</c> or <c>W/"3"</c>; <c>*</c> is any).</summary>
    /// <exception cref="RefusalException">Either cannot be used.</exception>
    public static PolicyChange Of(HttpContext http)
    {
        var reason = http.Request.Query["reason"].FirstOrDefault();
        if (reason?.Length > LongestReason)
            throw new RefusalException(new Refusal(RefusalKind.Unprocessable, "reason-too-long", $"reason: {LongestReason} characters at most.", "reason"));
        return new(Caller.Of(http.User).Actor, reason, Version(http.Request.Headers.IfMatch.FirstOrDefault()), http.Request.Query["check"] == "true");
    }

    /// <summary>As <see cref="Of"/>, for what holds for the whole network.</summary>
    /// <exception cref="RefusalException">Not all chains are the caller's, or the request cannot be used.</exception>
    public static PolicyChange NetworkWide(HttpContext http) => Caller.Of(http.User).IsNetworkWide
        ? Of(http)
        : throw new RefusalException(new Refusal(RefusalKind.Forbidden, "not-network-wide", "This holds for the whole network: only an operator of all chains may change it."));

    static long? Version(string? tag) => tag is null or "*" ? null
        : long.TryParse(tag.Replace("W/", "", StringComparison.Ordinal).Trim('"'), out var version) ? version
        : throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-if-match", "If-Match: send the version that you have seen, e.g. \"3\".", "If-Match"));

    /// <exception cref="RefusalException">Another version is in force than the one seen.</exception>
    public void MustHaveSeen(long version)
    {
        if (Seen is { } seen && seen != version)
            throw new RefusalException(new Refusal(RefusalKind.Conflict, "version-conflict", $"Version {version} is in force by now, not {seen}: read it, and decide again.", "If-Match"));
    }
}

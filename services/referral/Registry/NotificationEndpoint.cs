namespace ClinicNetwork.Referrals;

/// <summary>Addresses that a partner's systems are notified at: what they look like, and which of them a registration allows.</summary>
public static class NotificationEndpoint
{
    public const int Longest = 2000;

    /// <summary>Escapes under which a path could say another thing to the receiver than to who compares it.</summary>
    static readonly string[] Ambiguous = ["%2e", "%2f", "%5c", "\\", "/../", "/./"];

    /// <summary>What is wrong with an address, in words; null when nothing is. Plain http is for this machine alone, which only Development connects to.</summary>
    public static string? ProblemOf(string address) => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || address.Length > Longest
            ? $"write an absolute https address of {Longest} characters at most."
        : uri.Scheme is "http" && !uri.IsLoopback ? "it has to be https."
        : uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 ? "leave user, password and fragment out; send a header instead."
        : Ambiguous.Any(part => address.Contains(part, StringComparison.OrdinalIgnoreCase)) ? "write its path without dots, backslashes and escaped slashes."
        : null;

    /// <summary>True when the address is the registered one or lies below it: the same scheme, host and port, and a path that begins with whole segments of its.</summary>
    public static bool Allows(this Partner partner, string endpoint) => ProblemOf(endpoint) is null
        && new Uri(endpoint) is var wanted
        && partner.NotificationEndpoints.Select(allowed => new Uri(allowed)).Any(allowed =>
            (allowed.Scheme, allowed.IdnHost, allowed.Port) == (wanted.Scheme, wanted.IdnHost, wanted.Port)
            && $"{wanted.AbsolutePath.TrimEnd('/')}/".StartsWith($"{allowed.AbsolutePath.TrimEnd('/')}/", StringComparison.Ordinal));
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using ClinicNetwork.Contracts;

namespace ClinicNetwork.Hosting;

/// <summary>Numbers and ids of a message that no honest publisher sends: a loop over them must not be had for the asking.</summary>
public static partial class Bounds
{
    /// <summary>A referral is placed anew some dozen times at most.</summary>
    public const int MostAttempts = 10_000;
    /// <summary>Writes of one document.</summary>
    public const long MostVersions = 1_000_000_000;

    static readonly ConcurrentDictionary<Type, PropertyInfo?> Attempts = new();

    /// <exception cref="UnbelievableMessageException">One is out of bounds.</exception>
    public static void Check(IEvent message)
    {
        if (!Id().IsMatch(message.ReferralId ?? "")) throw new UnbelievableMessageException("referral-id", "The message names no referral's id.");
        if (message.Version is < 1 or > MostVersions) throw new UnbelievableMessageException("version", "The message's version is out of bounds.");
        var attempt = Attempts.GetOrAdd(message.GetType(), type => type.GetProperty("Attempt"))?.GetValue(message);
        if (attempt is < 1 or > MostAttempts) throw new UnbelievableMessageException("attempt", "The message's attempt is out of bounds.");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Id();
}

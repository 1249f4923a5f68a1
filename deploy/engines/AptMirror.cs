using System.Text.RegularExpressions;

namespace ClinicNetwork.Engines;

/// <summary>Finds the Debian mirror that this machine already uses, in both formats of apt's sources.</summary>
static partial class AptMirror
{
    /// <exception cref="EngineException">No apt source of this machine names a Debian mirror.</exception>
    public static string OfThisMachine(string etcApt = "/etc/apt") =>
        Sources(etcApt)
            .SelectMany(file => Address().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["address"].Value.TrimEnd('/'))
            .FirstOrDefault(address => address.EndsWith("/debian", StringComparison.Ordinal))
        ?? throw new EngineException(
            "No source of this machine's apt names a Debian mirror (an address ending in /debian): add one, "
            + "or, on a machine with Docker, use deploy/compose.yaml (MongoDB 8, RabbitMQ 4).");

    static IEnumerable<string> Sources(string etcApt)
    {
        var parts = Path.Combine(etcApt, "sources.list.d");
        var files = Directory.Exists(parts) ? Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return files.Prepend(Path.Combine(etcApt, "sources.list"))
            .Where(file => File.Exists(file) && Path.GetExtension(file) is ".list" or ".sources");
    }

    [GeneratedRegex(@"^\s*(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(?<address>https?://\S+)", RegexOptions.Multiline)]
    private static partial Regex Address();
}

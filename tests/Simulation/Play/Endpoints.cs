using System.Globalization;
using System.Text.RegularExpressions;
using ClinicNetwork.Referrals;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The hospital's endpoints: they keep what arrives; they hang, refuse, or take it and their answer is lost.</summary>
sealed partial class Endpoints(World world) : IReceivers
{
    readonly List<(string Endpoint, long Number, string Body)> received = [];
    DateTimeOffset back;

    public void GoAway(TimeSpan @for) => back = world.Now + @for;

    /// <summary>What has arrived, in order; the number is 0 for what is no event.</summary>
    public IEnumerable<(long Number, string Body)> At(string endpoint) => received.Where(r => r.Endpoint == endpoint).Select(r => (r.Number, r.Body));

    public async Task<string?> Send(Envelope envelope, CancellationToken ct)
    {
        await world.Pause(world.Some(TimeSpan.FromSeconds(world.Chance(0.1) ? 9 : 1)));
        if (world.Now < back) return "away";
        var number = Number().Match(envelope.Body) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        received.Add((envelope.Terms.Endpoint, number, envelope.Body));
        await world.Pause(world.Some(TimeSpan.FromMilliseconds(500)));
        return number > 0 && world.Chance(0.05) ? "its answer was lost" : null;
    }

    [GeneratedRegex("\"event-number\",\"valueString\":\"(\\d+)\"")]
    private static partial Regex Number();
}

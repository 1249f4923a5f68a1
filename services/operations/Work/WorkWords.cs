using System.Globalization;
using ClinicNetwork.Operations.Overview;

namespace ClinicNetwork.Operations.Work;

/// <summary>A clock in words, with the tone that goes with it: <c>past</c>, <c>soon</c>, <c>far</c> or none.</summary>
public sealed record ClockWords(string Text, string Tone);

/// <summary>What the worklist says of times and people.</summary>
public static class WorkWords
{
    static readonly TimeSpan Soon = TimeSpan.FromHours(1), Near = TimeSpan.FromHours(12);

    /// <summary>How long is left, or how long it is over: in minutes while it is near, else the day and time at the clinic.</summary>
    public static ClockWords Clock(DateTimeOffset? runsOut, DateTimeOffset now, TimeZoneInfo zone) => runsOut switch
    {
        null => new("no clock", "far"),
        { } due when due <= now => new($"{StatusWords.Age((int)(now - due).TotalMinutes)} over", "past"),
        { } due when due - now < Near => new($"in {StatusWords.Age(Math.Max(1, (int)(due - now).TotalMinutes))}", due - now < Soon ? "soon" : ""),
        { } due => new(TimeZoneInfo.ConvertTime(due, zone).ToString("ddd d MMM, HH:mm", CultureInfo.InvariantCulture), "far"),
    };

    /// <summary>Of an hour's ring so much is filled, 0 to 100: full when it is out, empty from a day on.</summary>
    public static int Filled(DateTimeOffset? runsOut, DateTimeOffset now) =>
        runsOut is { } due ? Math.Clamp(100 - (int)(100 * (due - now).TotalHours / 24), 4, 100) : 0;

    /// <summary>Two letters for a face: Dana Okafor → DO.</summary>
    public static string Initials(string name) =>
        string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(part => StringInfo.GetNextTextElement(part).ToUpperInvariant()));
}

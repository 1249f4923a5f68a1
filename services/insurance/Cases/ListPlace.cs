using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>A place in a list that is ordered by time and id: where a page ends and the next one begins.</summary>
sealed record ListPlace(DateTimeOffset At, string Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}.{Uri.EscapeDataString(Id)}");

    public static bool TryParse(string? text, [NotNullWhen(true)] out ListPlace? place)
    {
        place = text?.Split('.', 2) is [var time, { Length: > 0 } id] && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < 253_402_300_800_000
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(ms), id)
            : null;
        return place is not null;
    }
}

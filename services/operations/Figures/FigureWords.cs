using System.Globalization;

namespace ClinicNetwork.Operations.Figures;

/// <summary>Figures as people read them: with their unit, compared, and with what to reach.</summary>
static class FigureWords
{
    public static string Value(FigureUnit unit, double? value) => value is not { } known ? "–" : unit switch
    {
        FigureUnit.Referrals => known.ToString("N0", CultureInfo.InvariantCulture),
        FigureUnit.Percent => $"{Decimal(known)} %",
        FigureUnit.PerHundred => Decimal(known),
        _ => Took(known),
    };

    /// <summary>Minutes as the largest unit that tells enough: <c>6 min</c>, <c>3.2 h</c>, <c>1.4 days</c>.</summary>
    public static string Took(double minutes) => minutes switch
    {
        < 90 => $"{minutes.ToString("0", CultureInfo.InvariantCulture)} min",
        < 36 * 60 => $"{Decimal(minutes / 60)} h",
        _ => $"{Decimal(minutes / (24 * 60))} days",
    };

    /// <summary>What changed, in words: <c>0.3 better</c>, <c>8 % more</c>, <c>the same</c>.</summary>
    /// <returns>The words, and better, worse or same.</returns>
    public static (string Words, string Tone) Change(KeyFigure figure, double? now, double? before)
    {
        if (now is not { } value || before is not { } was) return (now is null && before is null ? "nothing to compare" : before is null ? "nothing before" : "nothing now", "same");
        var by = value - was;
        if (Math.Abs(by) < (figure.Unit is FigureUnit.Minutes ? 0.5 : 0.05)) return ("the same", "same");
        if (figure.Better == 0)
            return ($"{(figure.Unit is FigureUnit.Referrals && was > 0 ? $"{(Math.Abs(by) * 100 / was).ToString("0", CultureInfo.InvariantCulture)} %" : Value(figure.Unit, Math.Abs(by)))} {(by > 0 ? "more" : "fewer")}", "same");
        var better = Math.Sign(by) == figure.Better;
        return ($"{Value(figure.Unit, Math.Abs(by))} {(better ? "better" : "worse")}", better ? "better" : "worse");
    }

    public static string? Target(KeyFigure figure) => figure.Target is { } target ? $"{(figure.Better < 0 ? "≤" : "≥")} {Value(figure.Unit, target)}" : null;

    static string Decimal(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

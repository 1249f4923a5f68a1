namespace ClinicNetwork.Scheduling.Booking;

/// <summary>A referral's attempt to place its series; as text <c>{referralId}-{attempt}</c>.</summary>
public readonly record struct SeriesId(string ReferralId, int Attempt)
{
    public override string ToString() => $"{ReferralId}-{Attempt}";

    /// <summary>Reads the text form.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(string text, out SeriesId id)
    {
        var dash = text.LastIndexOf('-');
        id = dash > 0 && int.TryParse(text.AsSpan(dash + 1), out var attempt) ? new(text[..dash], attempt) : default;
        return id.Attempt > 0;
    }

    /// <summary>Reads a visit's id, <c>{referralId}-{attempt}-{visit}</c>.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(string text, out SeriesId id, out int visit)
    {
        (id, visit) = (default, 0);
        var dash = text.LastIndexOf('-');
        return dash > 0 && int.TryParse(text.AsSpan(dash + 1), out visit) && TryParse(text[..dash], out id);
    }
}

namespace ClinicNetwork.Referrals;

/// <summary>What the process waits for now. A closed family: each stage holds just what its wait needs.</summary>
public abstract record Stage
{
    /// <summary>Why it stands still; null while it moves or has ended.</summary>
    public virtual Hold? StandsStill => null;

    /// <summary>The named instants at which time alone moves it; the README's table says what follows.</summary>
    public virtual IReadOnlyList<DueTime> DueTimes => [];
}

/// <summary>A wait's end by its name.</summary>
public sealed record DueTime(string Name, DateTimeOffset At);

/// <summary>Nothing received yet.</summary>
public sealed record Unsent : Stage;

/// <summary>A coordinator decides whether it is taken.</summary>
public sealed record InReview(Hold Hold, Reminding Reminding) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("remind", Reminding.At)];
}

/// <summary>Insurance decides which visits are covered.</summary>
public sealed record Covering(Asking Asking, Hold? Hold = null) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("ask", Asking.At)];
}

/// <summary>The patient has to accept the estimate, as no insurer pays.</summary>
public sealed record AwaitingEstimate(Hold Hold, Reminding Reminding) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("remind", Reminding.At)];
}

/// <summary>Scheduling looks for a series, or waits for room.</summary>
/// <param name="Visits">So many are looked for.</param>
public sealed record Placing(int Attempt, int Visits, Asking Asking, Hold? Hold = null) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("ask", Asking.At)];
}

/// <summary>Insurance reserves a unit for each visit of the held series.</summary>
public sealed record Reserving(int Attempt, Series Series, Asking Asking, Hold? Hold = null) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("ask", Asking.At)];
}

/// <summary>Scheduling turns the held series into a booked one.</summary>
public sealed record Booking(int Attempt, Series Series, Asking Asking, Hold? Hold = null) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("ask", Asking.At)];
}

/// <summary>The visits are booked and take place one after the other.</summary>
/// <param name="Asking">First a day after the last visit: by then its outcome should be known.</param>
/// <param name="Verifying">Insurance looks at the corrected order meanwhile; null when it does not.</param>
public sealed record Treating(int Attempt, Series Series, Asking Asking, Verifying? Verifying = null) : Stage
{
    public override IReadOnlyList<DueTime> DueTimes => [new("outcome", Asking.At), .. Verifying is { } v ? [new DueTime("verify", v.Asking.At)] : Array.Empty<DueTime>()];
}

/// <summary>Insurance is asked again while visits are booked: they stay until it has answered.</summary>
/// <param name="Anew">The coverage is another: what lies ahead needs units of that one.</param>
public sealed record Verifying(Asking Asking, bool Anew);

/// <summary>What follows once the attempt has been given back; a later one outdoes an earlier one.</summary>
public enum AfterMove
{
    /// <summary>What lies ahead is placed anew.</summary>
    Place,
    /// <summary>Insurance is asked first, because the order has been corrected.</summary>
    Cover,
    /// <summary>The patient has to accept an estimate first, because no insurer pays any more.</summary>
    Estimate,
    /// <summary>A coordinator looks at it first.</summary>
    Review,
}

/// <summary>Scheduling gives back what the attempt holds or looks for; then what lies ahead is placed anew.</summary>
/// <param name="Series">The series that was booked; null when none was.</param>
/// <param name="Text">Why a coordinator or the patient has to decide first; null otherwise.</param>
public sealed record Moving(int Attempt, Series? Series, Asking Asking, Hold? Hold = null, AfterMove Then = AfterMove.Place, string? Text = null) : Stage
{
    public override Hold? StandsStill => Hold;
    public override IReadOnlyList<DueTime> DueTimes => [new("ask", Asking.At)];
}

/// <summary>Nothing lies ahead any more: the report is to be written from what scheduling knows.</summary>
/// <param name="Attempt">The one that was under way when the last visit was known.</param>
/// <param name="Series">The last booked one; null when none was under way.</param>
public sealed record Reporting(int Attempt, Series? Series, Asking Asking) : Stage
{
    public override IReadOnlyList<DueTime> DueTimes => [new("report", Asking.At)];
}

/// <summary>Rejected, cancelled or completed, and its neighbours have still to confirm that nothing of it is left.</summary>
/// <param name="Series">The last one held or booked, for who looks at it; null when there was none.</param>
public sealed record Closing(Series? Series, Asking Asking) : Stage
{
    public override IReadOnlyList<DueTime> DueTimes => [new("confirm", Asking.At)];
}

/// <summary>Rejected, cancelled or completed, and everybody has confirmed it: nothing is waited for any more.</summary>
/// <param name="Series">The last one held or booked, for who looks at it; null when there was none.</param>
public sealed record Ended(Series? Series) : Stage;

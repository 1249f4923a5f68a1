namespace ClinicNetwork.Referrals;

/// <summary>A neighbour's answer that is waited for: how often it was asked for again, and when next.</summary>
/// <param name="Times">0 while only the first request is out.</param>
public sealed record Asking(int Times, DateTimeOffset At)
{
    /// <summary>True when it has been asked for so often that people should know.</summary>
    public bool IsLate => Times >= Waits.AsksBeforePeople;
}

/// <summary>A person's decision that is waited for: how often its time ran out, and when next.</summary>
public sealed record Reminding(int Times, DateTimeOffset At);

/// <summary>How long each kind of wait lasts before time itself moves the referral.</summary>
public static class Waits
{
    /// <summary>Answers of another service: asked for again after 20 s, then ever more slowly, at most every 10 minutes, without end.</summary>
    public static readonly Backoff Answer = new(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(10));
    /// <summary>A payer's decision or room for a series: who waits for it tells by itself; asking again only guards against a lost answer, ever more rarely.</summary>
    public static readonly Backoff Capacity = new(TimeSpan.FromHours(1), TimeSpan.FromDays(1));
    /// <summary>A person's decision.</summary>
    public static readonly TimeSpan Person = TimeSpan.FromDays(3);
    /// <summary>After the last visit's end its outcome should be recorded; asked for every day from then on.</summary>
    public static readonly TimeSpan Outcome = TimeSpan.FromDays(1);
    /// <summary>So many times a neighbour is asked again before people hear of it.</summary>
    public const int AsksBeforePeople = 4;

    /// <summary>The first request is out.</summary>
    public static Asking First(DateTimeOffset at) => new(0, at + Answer.After(1));

    /// <summary>A neighbour has said that it takes time.</summary>
    public static Asking Patiently(DateTimeOffset at) => new(0, at + Capacity.After(1));

    /// <summary>Asked once more.</summary>
    public static Asking Again(this Asking asking, DateTimeOffset at) => asking.Again(at, Answer.After(asking.Times + 2));

    /// <summary>Asked once more for what takes time.</summary>
    public static Asking PatientlyAgain(this Asking asking, DateTimeOffset at) => asking.Again(at, Capacity.After(asking.Times + 2));

    /// <summary>Asked once more, next after a fixed time.</summary>
    public static Asking Again(this Asking asking, DateTimeOffset at, TimeSpan wait) => new(asking.Times + 1, at + wait);

    public static Reminding Remind(DateTimeOffset at) => new(0, at + Person);

    public static Reminding Again(this Reminding reminding, DateTimeOffset at) => new(reminding.Times + 1, at + Person);

    /// <summary>A day after the last visit, or from now when that has passed.</summary>
    public static Asking AfterLastVisit(Series series, DateTimeOffset at) => new(0, (series.Visits[^1].End > at ? series.Visits[^1].End : at) + Outcome);
}

using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Tests.Scheduling;

/// <summary>One of everything that is stored, with every field filled.</summary>
static class Stored
{
    static readonly DateTimeOffset At = Some.Monday;
    static readonly Order Order = Some.Order(2) with
    {
        CoveredUntil = new(2027, 1, 31),
        NotBefore = new(2026, 12, 1),
        Latitude = 42.36,
        Longitude = -71.06,
        Location = "bay-boston",
        Therapist = "amara-okonkwo",
        TreatedBy = "peter-quill",
        Preferences = new() { Gender = "female", Language = "es", Weekdays = [DayOfWeek.Monday], TravelKm = 30 },
    };
    static readonly VisitOutcome Outcome = new() { Visit = 1, Status = VisitStatus.Completed, Minutes = 55, Techniques = ["myofascial-release"], PainBefore = 6, PainAfter = 3 };

    static readonly SeriesPlan Plan = new()
    {
        LocationId = "bay-boston",
        LocationName = "Boston",
        TherapistId = "amara-okonkwo",
        TherapistName = "Amara Okonkwo",
        Visits = [new() { Visit = 1, Date = new(2026, 12, 1), Room = "Room 1", Start = At, End = At.AddHours(1) }],
    };

    static readonly Explanation Why = new()
    {
        Policy = ["chain bay-state-therapy v1"],
        Text = "first",
        Considered = [new() { Therapist = "amara-okonkwo", Location = "bay-boston", First = new(2026, 12, 1), Last = new(2026, 12, 8), Time = new(8, 0), Visits = 2, Km = 3, Points = 1.5 }],
        Refused = [new() { Therapist = "peter-quill", Requirements = ["training-hours: 240 training hours of 300 required"] }],
    };

    public static IReadOnlyList<Stage> Stages { get; } =
    [
        new Unknown(),
        new Placing { Round = 1, Order = Order, TakeOverAt = At, WaitedSince = At },
        new Waiting { Round = 1, Order = Order, Since = At, RetryAt = At, Reason = NoSlotsReason.NoRoomOrTime, Text = "full", Urgency = 3 },
        new Held { Round = 1, Order = Order, Plan = Plan, Expires = At },
        new Booked { Round = 1, Order = Order, Plan = Plan, Outcomes = [Outcome], OverdueAt = At, OutcomesMissing = true },
        new Completed { Round = 1, Order = Order, Plan = Plan, Outcomes = [Outcome] },
        new Released { Reason = ReleaseReason.UnitsRefused, Plan = Plan, WasBooked = true, Outcomes = [Outcome] },
    ];

    public static IReadOnlyList<SeriesFact> Facts { get; } =
    [
        new PlacementBegun { ReferralId = "r1", Attempt = 1, Order = Order, PatientKey = "p", Partner = "general-hospital", ConditionGroup = "back-pain", TakeOverAt = At },
        new PlacementRestarted { Round = 2, TakeOverAt = At },
        new NoSlotsFound { Reason = NoSlotsReason.NoTechnique, Text = "none", Since = At, RetryAt = At, Explanation = Why },
        new SeriesHeld { Plan = Plan, Expires = At, Explanation = Why },
        new SeriesBooked { OverdueAt = At },
        new SeriesReleased { ReferralId = "r1", Attempt = 1, Chain = "bay-state-therapy", Reason = ReleaseReason.Superseded },
        new VisitCompleted { Visit = 1, Minutes = 55, Techniques = ["myofascial-release"], PainBefore = 6, PainAfter = 3 },
        new VisitMissed { Visit = 2 },
        new SeriesCompleted(),
        new OutcomesOverdue(),
        new WordsRenewed(),
    ];

    static Series Series { get; } = ClinicNetwork.Scheduling.Booking.Series.Initial with
    { ReferralId = "r1", Attempt = 1, Chain = "bay-state-therapy", PatientKey = "p", Partner = "general-hospital", ConditionGroup = "back-pain" };

    static readonly Claim Claim = new() { Series = "r1-1", Round = 1, Visit = 1, Therapist = "amara-okonkwo", Room = "Room 1", From = At, To = At.AddHours(1), Expires = At };

    /// <summary>By name: a whole document of each stage with all facts, and the documents beside it.</summary>
    public static IEnumerable<(string Name, object Document)> Documents =>
    [
        .. Stages.Select(stage => ($"series {stage.GetType().Name}", (object)Whole(Series with { Stage = stage }, stage is Unknown))),
        ("day", new DayDocument { Id = "bay-boston|2026-12-01", Chain = "bay-state-therapy", Location = "bay-boston", Date = new(2026, 12, 1), Version = 1, Claims = [Claim] }),
        ("patient", new PatientDocument { Id = "bay-state-therapy|p", Chain = "bay-state-therapy", Version = 1, Claims = [new() { Series = "r1-1", Round = 1, From = At, To = At, Expires = At }] }),
        ("chain", Seed.Policy("c", new Chain { Name = "c", NearKm = 80 })),
        ("location", Seed.Policy("l", Seed.Network.Locations["bay-boston"].Body with { Hours = [Seed.Network.Locations["bay-boston"].Body.Hours[0]], ClosedDates = [new(2026, 12, 25)], ClosesOn = new(2027, 6, 30) })),
        ("therapist", Seed.Policy("t", Seed.Network.Therapists["amara-okonkwo"].Body with { Shifts = [Seed.Network.Therapists["amara-okonkwo"].Body.Shifts[0]] })),
    ];

    /// <summary>All facts stand in one of them only.</summary>
    static Document<Series, SeriesFact> Whole(Series series, bool withFacts) => new()
    {
        Id = "r1-1",
        Chain = series.Chain,
        Version = 3,
        At = At,
        Due = series.Due,
        State = series,
        History = withFacts ? [.. Facts.Select(f => new Recorded<SeriesFact>(f, At, new("person", "p-1", "therapist", "bay-state-therapy"), 1, "trace"))] : [],
        Personal = new() { [Patient.Words] = Some.Patient.Write(), [Patient.Note(1)] = "Better." },
    };
}

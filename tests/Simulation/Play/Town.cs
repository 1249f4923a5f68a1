using ClinicNetwork.Contracts;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.PayerSimulator;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Clinic;
using Shift = ClinicNetwork.Scheduling.Clinic.Shift;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A small town: one chain of two locations with a room each, two or three therapists, a few payers; room is scarce on purpose.</summary>
sealed class Town
{
    public const string Chain = "river-valley";
    const string Icd = "http://hl7.org/fhir/sid/icd-10-cm";
    /// <summary>Far enough from each other that each patient has a location nearby.</summary>
    const double North = 43, South = 42;
    readonly World world;
    /// <summary>Of a therapist on a day: one visit, or two.</summary>
    readonly int hours;

    public Town(World world)
    {
        this.world = world;
        hours = world.Random.Next(1, 3);
        // How each payer that wants to be asked behaves in this history: at once, late, twice, sparing, or never.
        Payers = new(new[] { "slow", "strict" }.Where(_ => world.Chance(0.85)).ToDictionary(payer => payer, _ => new Behaviour(
            ApproveUpTo: world.Chance(0.4) ? world.Random.Next(0, 3) : null,
            PendSeconds: world.Chance(0.5) ? world.Random.Next(1, 200_000) : null,
            AnswersTwice: world.Chance(0.3))));
    }

    public SimulatedPayers Payers { get; }

    /// <summary>What the hospital wants to be told of.</summary>
    public IReadOnlyList<Terms> Subscriptions { get; } =
    [
        new(Topics.State.Code, [], "all", "application/fhir+json", NoticeContent.IdOnly),
        new(Topics.State.Code, [new("status", ["completed", "rejected"])], "ends", "application/fhir+json", NoticeContent.Empty, HeartbeatSeconds: 86_400),
        new(Topics.Appointment.Code, [], "appointments", "application/fhir+json", NoticeContent.IdOnly),
        new(Topics.Question.Code, [], "questions", "application/fhir+json", NoticeContent.IdOnly),
        new(Topics.Report.Code, [], "reports", "application/fhir+json", NoticeContent.Empty),
    ];

    public ScreeningRules Rules { get; } = new()
    {
        Accepted = [new("sciatica", "Sciatica", [new(Icd, "M54.3*")])],
        Review = [new("fracture", "A fracture", [new(Icd, "S52*")])],
    };

    public void Settle(Network network)
    {
        var clinic = network["scheduling"].Storage;
        clinic.Put<Chain>(Chain, new() { Name = "River Valley", HoldMinutes = 5, HorizonWeeks = 5 }, world.Now);
        foreach (var place in new[] { "north", "south" }) clinic.Put(place, Place(place), world.Now);
        Employ(network, "ana", Week("north", DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday));
        Employ(network, "ben", Week("south", DayOfWeek.Tuesday, DayOfWeek.Thursday));
        if (world.Chance(0.5)) Employ(network, "cyd", Week("north", DayOfWeek.Tuesday, DayOfWeek.Thursday));

        var rules = network["insurance"].Storage;
        rules.Put<PayerRule>("self-pay", new() { Name = "The patient", AllowedPriceUsd = 80 }, world.Now);
        rules.Put("plain", Rule("Plain", visitsPerYear: 6), world.Now);
        rules.Put("slow", Rule("Slow", visitsPerYear: null) with { Authorization = new(AuthorizationWhen.Always) }, world.Now);
        rules.Put("strict", Rule("Strict", visitsPerYear: 20) with { Authorization = new(AuthorizationWhen.Above, 2) }, world.Now);
        rules.Put("fund", Rule("Fund", visitsPerYear: null) with { RequiresClaimNumber = true, FundUsd = 500 }, world.Now);
    }

    /// <summary>Ana works at the other location from now on, or back again: her hours move as one.</summary>
    public IReadOnlyList<Shift> AnaAt(string location) => Week(location, DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday);

    public static Therapist Certified(string name, IReadOnlyList<Shift> shifts) => new()
    {
        Chain = Chain, Name = name, Gender = "female", Licence = new() { Number = "1", Expires = new(2030, 1, 1) }, Techniques = Technique.All, Shifts = shifts,
        Certificate = new() { TrainingHours = 500, PracticalTraining = new(2015, 1, 1), ExamPassed = new(2016, 1, 1), Expires = new(2030, 1, 1) },
    };

    void Employ(Network network, string name, IReadOnlyList<Shift> shifts) => network["scheduling"].Storage.Put(name, Certified(name, shifts), world.Now);

    /// <summary>The next order of a hospital: whose, for what, by whom it is paid.</summary>
    public Order Order(int number)
    {
        var (payer, person) = (world.Any(["plain", "plain", "slow", "strict", "fund", "none", "unknown"]), world.Random.Next(3));
        return new()
        {
            Placer = new("https://general.example/orders", $"O-{number}"), Partner = "general", Chain = Chain, Priority = world.Any(["routine", "routine", "urgent", "stat"]),
            ServiceKind = "medical", Visits = world.Random.Next(1, 5), Cadence = new(world.Random.Next(1, 3), 1, "wk"),
            Techniques = world.Chance(0.5) ? ["trigger-point-therapy"] : [], Diagnoses = [new(Icd, world.Chance(0.85) ? "M54.31" : "S52.501A", null)], Requests = ["gently"],
            Patient = new() { Key = $"patient-{person}", Name = $"Patient {person}", Deceased = world.Chance(0.03), Latitude = person == 0 ? North : South, Longitude = -71 },
            Coverage = payer == "none" ? null : new()
            {
                Type = "HIP", Payer = payer, SubscriberId = $"M-{person}", ClaimNumber = payer == "fund" ? $"C-{person}" : null, Status = "active",
                PeriodEnd = world.Chance(0.2) ? new(2026, 11, 20) : null,
            },
            HasPrescription = world.Chance(0.95), Fingerprint = $"f-{number}",
        };
    }

    static PayerRule Rule(string name, int? visitsPerYear) => new()
    {
        Name = name, Payers = [name], CoverageTypes = ["HIP"], Pays = true, RequiresPrescription = true, VisitsPerYear = visitsPerYear, AllowedPriceUsd = 100,
    };

    public static Location Place(string name) => new()
    {
        Chain = Chain, Name = name, Address = name, State = "MA", Latitude = name == "north" ? North : South, Longitude = -71, Rooms = ["1"],
        Hours = [.. Enum.GetValues<DayOfWeek>().Where(d => d is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Select(d => new OpeningHours { Weekday = d, From = new(9, 0), To = new(12, 0) })],
    };

    IReadOnlyList<Shift> Week(string location, params DayOfWeek[] days) => [.. days.Select(d => new Shift { Weekday = d, Location = location, From = new(9, 0), To = new(9 + hours, 0) })];
}

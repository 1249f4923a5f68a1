namespace ClinicNetwork.Referrals;

/// <summary>One correction of an order by its hospital.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Changes">What is said otherwise since: of <see cref="OrderChanges"/>.</param>
public sealed record Correction(int Number, DateTimeOffset At, IReadOnlyList<string> Changes);

/// <summary>In what two orders differ, in words of the order.</summary>
public static class OrderChanges
{
    public const string Visits = "visits", Cadence = "cadence", Techniques = "techniques", Priority = "priority", Days = "days", Diagnoses = "diagnoses",
        Coverage = "coverage", Requests = "requests", Contact = "contact", Prescription = "prescription", Deceased = "deceased", Other = "other";

    /// <summary>What insurance decides by.</summary>
    static readonly string[] Covered = [Visits, Coverage, Prescription];
    /// <summary>What scheduling places by.</summary>
    static readonly string[] Placed = [Cadence, Techniques, Priority, Days];

    public static IReadOnlyList<string> Between(Order before, Order now)
    {
        List<string> changes =
        [
            .. Said(Visits, before.Visits != now.Visits), .. Said(Cadence, before.Cadence != now.Cadence), .. Said(Techniques, !before.Techniques.Order().SequenceEqual(now.Techniques.Order())),
            .. Said(Priority, before.Priority != now.Priority), .. Said(Days, before.NotBefore != now.NotBefore || !before.Weekdays.Order().SequenceEqual(now.Weekdays.Order())),
            .. Said(Diagnoses, !before.Diagnoses.SequenceEqual(now.Diagnoses)), .. Said(Coverage, before.Coverage != now.Coverage), .. Said(Requests, !before.Requests.SequenceEqual(now.Requests)),
            .. Said(Contact, !before.Patient.Telecom.SequenceEqual(now.Patient.Telecom) || (before.Patient.Latitude, before.Patient.Longitude) != (now.Patient.Latitude, now.Patient.Longitude)),
            .. Said(Prescription, before.HasPrescription != now.HasPrescription), .. Said(Deceased, before.Patient.Deceased != now.Patient.Deceased),
        ];
        return changes.Count == 0 ? [Other] : changes;
    }

    /// <summary>Insurance has to decide anew.</summary>
    public static bool AskInsurance(IReadOnlyList<string> changes) => changes.Intersect(Covered).Any();

    /// <summary>What lies ahead has to be placed anew.</summary>
    public static bool AskScheduling(IReadOnlyList<string> changes) => changes.Intersect(Placed).Any();

    static string[] Said(string change, bool differs) => differs ? [change] : [];
}

using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Overview;

namespace ClinicNetwork.Operations.Desk;

/// <summary>How a referral goes on: what a person has to do, what comes next, and what happens by itself, and when.</summary>
public sealed record Onward(string? Person, string? Next, string? ByItself)
{
    public static Onward Of(Shown r, NetworkNames names, DateTimeOffset now)
    {
        string Time(DateTimeOffset at) => names.Local(r.Chain, at).Time;
        var due = r.Due?.OrderBy(d => d.At).FirstOrDefault();
        var again = due is null ? null : $"{WordsOf(due.Name)} {Time(due.At)}.";
        var visit = r.Series?.Visits.Where(v => v.Start > now && r.Visits.All(known => (known.Attempt, known.Number) != (r.Attempt, v.Visit))).OrderBy(v => v.Start).FirstOrDefault();
        var next = visit is null ? null : $"Visit {visit.Visit}: {Time(visit.Start)}, {names.Location(r.Series!.LocationId)}, {names.Therapist(r.Series.TherapistId)}.";
        return r.BusinessStatus is "5.2" ? new("The hospital asks to cancel: confirm it.", next, again)
            : r.WaitsFor switch
            {
                "InReview" => new(r.Hold?.Reason is "information-requested" ? null : r.Hold?.Text ?? "Somebody decides whether it is taken.", r.Hold?.Reason is "information-requested" ? r.Hold.Text : null, again),
                "AwaitingEstimate" => new("The patient says yes or no to the estimate.", null, again),
                "Covering" => new(null, "Insurance says which visits are covered.", again),
                "Placing" => new(null, r.Hold is null ? "Scheduling finds a series." : "A series is placed as soon as there is room.", again),
                "Reserving" => new(null, "Insurance reserves a unit for each visit.", again),
                "Booking" => new(null, "Scheduling books the held series.", again),
                "Treating" => new(visit is null ? "Outcomes are missing: ask the therapist." : null, next, visit is null ? again : "The report is written by itself after the last visit."),
                "Moving" => new(null, "The visits that lie ahead are given back, then placed anew.", again),
                "Reporting" => new(null, "The report is written and sent.", again),
                _ => new(null, r.Report is { AcknowledgedAt: null } ? "The hospital reads the report; until then it is told again." : null, r.WaitsFor is "Closing" ? "Scheduling and insurance confirm that nothing is left." : null),
            };
    }

    static string WordsOf(string due) => due switch
    {
        "remind" => "If nobody decides, the worklist shows it as overdue:",
        "outcome" => "The outcome is asked for:",
        "report" => "Scheduling is asked again for what to report:",
        _ => "Asked again, should no answer come:",
    };
}

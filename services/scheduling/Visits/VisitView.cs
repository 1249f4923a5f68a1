using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>A visit's outcome on the therapist's screen.</summary>
/// <param name="Status">completed or missed.</param>
public sealed record OutcomeView(int Visit, bool Completed, string Status, int Minutes, IReadOnlyList<string> Techniques, int? PainBefore, int? PainAfter, string? Note, IReadOnlyList<RequestAnswer> Answers);

/// <summary>A visit on the therapist's screen.</summary>
public sealed record VisitView
{
    public required string AppointmentId { get; init; }
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    public required int Visit { get; init; }
    /// <summary>Visits in the series.</summary>
    public required int Of { get; init; }
    public required DateOnly Date { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
    public required string Chain { get; init; }
    public required string LocationId { get; init; }
    public required string LocationName { get; init; }
    public required string Room { get; init; }
    public required string TherapistId { get; init; }
    public required string TherapistName { get; init; }
    /// <summary>booked, completed or missed; overdue when the series lies in the past and this outcome is missing; cancelled when it was released.</summary>
    public required string Status { get; init; }
    public required IReadOnlyList<string> Techniques { get; init; }
    public required string Priority { get; init; }
    public required string PatientName { get; init; }
    public string? BirthDate { get; init; }
    public string? Gender { get; init; }
    public string? Diagnosis { get; init; }
    /// <summary>The physician's individual requests, word for word (S7).</summary>
    public required IReadOnlyList<string> Requests { get; init; }
    public OutcomeView? Outcome { get; init; }

    /// <param name="document">With what people wrote.</param>
    public static VisitView From(Document<Series, SeriesFact> document, SeriesPlan plan, PlannedVisit visit)
    {
        var series = document.State;
        var (order, patient) = ((series.Stage as Wanted)?.Order, Patient.Read(document.Words(Patient.Words)));
        var outcome = series.Outcomes.FirstOrDefault(o => o.Visit == visit.Visit);
        return new()
        {
            AppointmentId = $"{series.Key}-{visit.Visit}",
            ReferralId = series.ReferralId,
            Attempt = series.Attempt,
            Visit = visit.Visit,
            Of = plan.Visits.Count,
            Date = visit.Date,
            Start = visit.Start,
            End = visit.End,
            Chain = series.Chain,
            LocationId = plan.LocationId,
            LocationName = plan.LocationName,
            Room = visit.Room,
            TherapistId = plan.TherapistId,
            TherapistName = plan.TherapistName,
            Techniques = order?.Techniques ?? [],
            Priority = order?.Priority ?? "routine",
            PatientName = patient.Name,
            BirthDate = patient.BirthDate,
            Gender = patient.Gender,
            Diagnosis = patient.Diagnosis,
            Requests = patient.Requests,
            Outcome = outcome is null ? null : new(outcome.Visit, outcome.Status is VisitStatus.Completed, outcome.Status.Code(),
                outcome.Minutes, outcome.Techniques, outcome.PainBefore, outcome.PainAfter, document.Words(Patient.Note(visit.Visit)),
                RequestAnswer.Read(document.Words(Patient.Answers(visit.Visit)))),
            Status = (outcome, series.Stage) switch
            {
                ({ } o, _) => o.Status.Code(),
                (_, Booked { OutcomesMissing: true }) => "overdue",
                (_, Released) => "cancelled",
                _ => "booked",
            },
        };
    }
}

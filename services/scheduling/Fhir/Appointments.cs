using ClinicNetwork.Scheduling.Booking;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>A series' visits as FHIR R4 appointments. No patient's name: the order that they are based on leads to it.</summary>
public static class Appointments
{
    public static IEnumerable<Appointment> Of(Series series) =>
        series.Plan is { } plan ? plan.Visits.Select(visit => Of(series, plan, visit)) : [];

    static Appointment Of(Series series, SeriesPlan plan, PlannedVisit visit) => new()
    {
        Id = $"{series.Key}-{visit.Visit}",
        Status = Status(series, visit),
        BasedOn = [new($"ServiceRequest/{series.ReferralId}")],
        ServiceType = [new("https://clinicnetwork.example/fhir/CodeSystem/service", "medical-massage", "Medical massage therapy")],
        Start = visit.Start,
        End = visit.End,
        MinutesDuration = (int)(visit.End - visit.Start).TotalMinutes,
        Participant =
        [
            With($"Location/{plan.LocationId}", $"{plan.LocationName}, {visit.Room}"),
            With($"Practitioner/{plan.TherapistId}", plan.TherapistName),
        ],
    };

    static Appointment.AppointmentStatus Status(Series series, PlannedVisit visit) =>
        (series.Outcomes.FirstOrDefault(o => o.Visit == visit.Visit), series.Stage) switch
        {
            ({ Status: VisitStatus.Completed }, _) => Appointment.AppointmentStatus.Fulfilled,
            ({ Status: VisitStatus.Missed }, _) => Appointment.AppointmentStatus.Noshow,
            (_, Held) => Appointment.AppointmentStatus.Pending,
            (_, Released) => Appointment.AppointmentStatus.Cancelled,
            _ => Appointment.AppointmentStatus.Booked,
        };

    static Appointment.ParticipantComponent With(string reference, string display) => new()
    {
        Actor = new(reference, display),
        Required = Appointment.ParticipantRequired.Required,
        Status = ParticipationStatus.Accepted,
    };
}

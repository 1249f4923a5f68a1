using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>A series' visits as FHIR R4 appointments. No patient's name: the order that they are based on leads to it.</summary>
public static class Appointments
{
    public static ListDefinition List { get; } = new("Appointment",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Reference<Appointment>("based-on", a => a.BasedOn) with { Note = "The order: ServiceRequest/id. A search names this, _id, or (people only) days of date." },
        ListParameter.Code<Appointment, Appointment.AppointmentStatus>("status", a => a.Status),
        ListParameter.Date<Appointment>("date", a => [a.StartElement]),
        ListParameter.Reference<Appointment>("location", a => a.Participant.Select(p => p.Actor)),
        ListParameter.Reference<Appointment>("practitioner", a => a.Participant.Select(p => p.Actor)),
        ListParameter.Reference<Appointment>("actor", a => a.Participant.Select(p => p.Actor)),
    ])
    { Sorts = ["date"] };

    /// <summary>The visits of a series are stored as one, so they have its version. Of a series that never came to be booked there are none.</summary>
    public static IEnumerable<Appointment> Of(Document<Series, SeriesFact> document) =>
        document.State is { Plan: { } plan, Stage: not Released { WasBooked: false } } series ? plan.Visits.Select(visit => Of(document, series, plan, visit)) : [];

    static Appointment Of(Document<Series, SeriesFact> document, Series series, SeriesPlan plan, PlannedVisit visit) => new()
    {
        Id = $"{series.Key}-{visit.Visit}",
        Meta = new() { VersionId = $"{document.Version}", LastUpdated = document.At },
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

namespace ClinicNetwork.Operations.Visits;

/// <summary>A visit as scheduling shows it to its therapist.</summary>
/// <param name="Status">booked, completed, missed, overdue or cancelled.</param>
/// <param name="Requests">The physician's, word for word.</param>
public sealed record TodaysVisit(
    string AppointmentId, string ReferralId, int Visit, int Of, DateOnly Date, DateTimeOffset Start, DateTimeOffset End, string Chain, string LocationName, string Room, string Status,
    IReadOnlyList<string> Techniques, string PatientName, string? BirthDate, string? Diagnosis, IReadOnlyList<string> Requests, VisitResult? Outcome)
{
    public bool IsOpen => Status is "booked" or "overdue";
    /// <summary>As long as it was planned.</summary>
    public int Minutes => Math.Clamp((int)(End - Start).TotalMinutes, 1, 240);
}

public sealed record VisitResult(int Minutes, int? PainBefore, int? PainAfter, string? Note);

/// <summary>A therapist's own papers.</summary>
public sealed record OwnCredentials(string Name, OwnLicence Licence, OwnCertificate? Certificate, DateOnly ValidThrough, IReadOnlyList<string> Techniques);

public sealed record OwnLicence(string Number, DateOnly Expires);
public sealed record OwnCertificate(int TrainingHours, DateOnly? ExamPassed, DateOnly Expires);

/// <summary>A day of a therapist.</summary>
public sealed record Day(DateOnly Today, IReadOnlyList<TodaysVisit> Yesterday, IReadOnlyList<TodaysVisit> Visits, IReadOnlyList<TodaysVisit> Tomorrow, OwnCredentials? Credentials, string? Refusal);

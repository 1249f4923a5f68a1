using System.Collections.Frozen;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Where a referral stands in HL7 BSeR's business statuses (harmonised with IHE 360X); the code is theirs, the numbers in
/// <see cref="Transitions"/> are their transition ids.
/// </summary>
public enum BusinessStatus
{
    Draft,
    /// <summary>2.0</summary>
    Received,
    /// <summary>3.0</summary>
    Accepted,
    /// <summary>4.0, terminal.</summary>
    Rejected,
    /// <summary>5.1.1</summary>
    Scheduled,
    /// <summary>5.1.2</summary>
    Unattended,
    /// <summary>5.1.3</summary>
    AppointmentCancelled,
    /// <summary>5.1.4</summary>
    EventCompleted,
    /// <summary>5.2</summary>
    CancellationRequested,
    /// <summary>6.0, terminal.</summary>
    Cancelled,
    /// <summary>7.0, terminal.</summary>
    Completed,
}

public static class BusinessStatuses
{
    /// <summary>HL7 BSeR's code system, whichever edition.</summary>
    public const string BserSystem = "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS";

    static readonly FrozenDictionary<BusinessStatus, (string Code, string Display)> Codes = new Dictionary<BusinessStatus, (string, string)>
    {
        [BusinessStatus.Draft] = ("1.0", "Draft"),
        [BusinessStatus.Received] = ("2.0", "Received"),
        [BusinessStatus.Accepted] = ("3.0", "Accepted"),
        [BusinessStatus.Rejected] = ("4.0", "Rejected"),
        [BusinessStatus.Scheduled] = ("5.1.1", "Scheduled"),
        [BusinessStatus.Unattended] = ("5.1.2", "Unattended"),
        [BusinessStatus.AppointmentCancelled] = ("5.1.3", "Appointment cancelled"),
        [BusinessStatus.EventCompleted] = ("5.1.4", "Event completed"),
        [BusinessStatus.CancellationRequested] = ("5.2", "Cancellation requested"),
        [BusinessStatus.Cancelled] = ("6.0", "Cancelled"),
        [BusinessStatus.Completed] = ("7.0", "Completed"),
    }.ToFrozenDictionary();

    /// <summary>The code of HL7 BSeR STU1 1.0.0, the published one: it has one code for all of 5.1.x and another for 5.2; null for what it does not name.</summary>
    public static string? PublishedCode(this BusinessStatus status) => status switch
    {
        BusinessStatus.Draft => null,
        BusinessStatus.Scheduled or BusinessStatus.Unattended or BusinessStatus.AppointmentCancelled or BusinessStatus.EventCompleted => "5.x",
        BusinessStatus.CancellationRequested => "5.4",
        _ => status.Code(),
    };

    /// <summary>The code on the wire, e.g. <c>5.1.1</c>.</summary>
    public static string Code(this BusinessStatus status) => Codes[status].Code;

    /// <summary>The words that people read.</summary>
    public static string Display(this BusinessStatus status) => Codes[status].Display;

    public static bool IsTerminal(this BusinessStatus status) =>
        status is BusinessStatus.Rejected or BusinessStatus.Cancelled or BusinessStatus.Completed;
}

using System.Collections.Frozen;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Where a referral stands in HL7 BSeR's business statuses (harmonised with IHE 360X); the code is theirs, the numbers in
/// <see cref="BusinessStatuses.Transitions"/> are their transition ids.
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

    /// <summary>Every step that BSeR allows, by its transition id.</summary>
    public static FrozenDictionary<(BusinessStatus From, BusinessStatus To), string> Transitions { get; } =
        new Dictionary<(BusinessStatus, BusinessStatus), string>
        {
            [(BusinessStatus.Draft, BusinessStatus.Received)] = "01",
            [(BusinessStatus.Received, BusinessStatus.Accepted)] = "02",
            [(BusinessStatus.Received, BusinessStatus.Rejected)] = "03",
            [(BusinessStatus.Received, BusinessStatus.CancellationRequested)] = "04",
            [(BusinessStatus.Accepted, BusinessStatus.Rejected)] = "05",
            [(BusinessStatus.Accepted, BusinessStatus.Scheduled)] = "06",
            [(BusinessStatus.Accepted, BusinessStatus.CancellationRequested)] = "07",
            [(BusinessStatus.Accepted, BusinessStatus.EventCompleted)] = "08",
            [(BusinessStatus.Accepted, BusinessStatus.Completed)] = "09",
            [(BusinessStatus.Scheduled, BusinessStatus.Rejected)] = "10",
            [(BusinessStatus.Scheduled, BusinessStatus.Scheduled)] = "11",
            [(BusinessStatus.Scheduled, BusinessStatus.Unattended)] = "12",
            [(BusinessStatus.Scheduled, BusinessStatus.AppointmentCancelled)] = "13",
            [(BusinessStatus.Scheduled, BusinessStatus.CancellationRequested)] = "14",
            [(BusinessStatus.Scheduled, BusinessStatus.EventCompleted)] = "15",
            [(BusinessStatus.Scheduled, BusinessStatus.Completed)] = "16",
            [(BusinessStatus.Unattended, BusinessStatus.Rejected)] = "17",
            [(BusinessStatus.Unattended, BusinessStatus.Scheduled)] = "18",
            [(BusinessStatus.Unattended, BusinessStatus.AppointmentCancelled)] = "19",
            [(BusinessStatus.Unattended, BusinessStatus.CancellationRequested)] = "20",
            [(BusinessStatus.AppointmentCancelled, BusinessStatus.Scheduled)] = "21",
            [(BusinessStatus.AppointmentCancelled, BusinessStatus.CancellationRequested)] = "22",
            [(BusinessStatus.CancellationRequested, BusinessStatus.Cancelled)] = "23",
            [(BusinessStatus.CancellationRequested, BusinessStatus.Completed)] = "24",
            [(BusinessStatus.AppointmentCancelled, BusinessStatus.Rejected)] = "25",
            [(BusinessStatus.EventCompleted, BusinessStatus.Scheduled)] = "26",
            [(BusinessStatus.EventCompleted, BusinessStatus.AppointmentCancelled)] = "27",
            [(BusinessStatus.EventCompleted, BusinessStatus.CancellationRequested)] = "28",
            [(BusinessStatus.EventCompleted, BusinessStatus.EventCompleted)] = "29",
            [(BusinessStatus.EventCompleted, BusinessStatus.Completed)] = "30",
            [(BusinessStatus.EventCompleted, BusinessStatus.Rejected)] = "33",
        }.ToFrozenDictionary();

    /// <summary>The code on the wire, e.g. <c>5.1.1</c>.</summary>
    public static string Code(this BusinessStatus status) => Codes[status].Code;

    /// <summary>The words that people read.</summary>
    public static string Display(this BusinessStatus status) => Codes[status].Display;

    public static bool IsTerminal(this BusinessStatus status) =>
        status is BusinessStatus.Rejected or BusinessStatus.Cancelled or BusinessStatus.Completed;
}

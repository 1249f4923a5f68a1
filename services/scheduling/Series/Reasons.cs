namespace ClinicNetwork.Scheduling.Booking;

/// <summary>Why a series ended without taking place as planned.</summary>
public enum ReleaseReason
{
    /// <summary>The hold's time was over before it was booked.</summary>
    Expired,
    /// <summary>The referral was cancelled, or is no longer wanted for whatever other reason.</summary>
    Cancelled,
    /// <summary>Not every visit got its unit.</summary>
    UnitsRefused,
    /// <summary>A newer attempt took its place.</summary>
    Superseded,
    /// <summary>The location closes for good before the visits are over.</summary>
    LocationClosed,
    /// <summary>The therapist may not treat a referral any more before the visits are over.</summary>
    CredentialLapsed,
}

/// <summary>Why no whole series fits.</summary>
public enum NoSlotsReason
{
    NoCertifiedTherapist,
    NoTechnique,
    NoRoomOrTime,
    PatientOverlap,
}

/// <summary>What became of a visit.</summary>
public enum VisitStatus
{
    Completed,
    /// <summary>The patient did not attend.</summary>
    Missed,
}

/// <summary>The one map between reasons and statuses and their codes on the wire.</summary>
public static class Codes
{
    public static string Code(this ReleaseReason reason) => reason switch
    {
        ReleaseReason.Expired => "expired",
        ReleaseReason.UnitsRefused => "units-refused",
        ReleaseReason.Superseded => "superseded",
        ReleaseReason.LocationClosed => "location-closed",
        ReleaseReason.CredentialLapsed => "credential-lapsed",
        _ => "cancelled",
    };

    /// <summary>Reads a reason; one that this version does not know means that the series is no longer wanted.</summary>
    public static ReleaseReason ReadRelease(string code) => code switch
    {
        "expired" => ReleaseReason.Expired,
        "units-refused" => ReleaseReason.UnitsRefused,
        "superseded" => ReleaseReason.Superseded,
        "location-closed" => ReleaseReason.LocationClosed,
        "credential-lapsed" => ReleaseReason.CredentialLapsed,
        _ => ReleaseReason.Cancelled,
    };

    public static string Code(this NoSlotsReason reason) => reason switch
    {
        NoSlotsReason.NoCertifiedTherapist => "no-certified-therapist",
        NoSlotsReason.NoTechnique => "no-technique",
        NoSlotsReason.PatientOverlap => "patient-overlap",
        _ => "no-room-or-time",
    };

    public static string Code(this VisitStatus status) => status is VisitStatus.Completed ? "completed" : "missed";
}

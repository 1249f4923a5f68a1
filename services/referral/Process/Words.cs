namespace ClinicNetwork.Referrals;

/// <summary>Names under which a referral keeps what people wrote.</summary>
public static class Words
{
    /// <summary>The <see cref="Referrals.Order"/> as JSON.</summary>
    public const string Order = "order";
    /// <summary>The ServiceRequest with what it refers to contained in it, as FHIR JSON.</summary>
    public const string ServiceRequest = "serviceRequest";
    /// <summary>The outcome report, a FHIR document as JSON.</summary>
    public const string Report = "report";
    /// <summary>An interim report, likewise.</summary>
    /// <param name="number">See <see cref="Referrals.InterimReport.Number"/>.</param>
    public static string InterimReport(int number) => $"report-{number}";
    /// <summary>What a coordinator wrote with a rejection; the hospital reads it.</summary>
    public const string Rejection = "rejection";
    /// <summary>What a coordinator wrote when the treatment was ended early; the hospital reads it.</summary>
    public const string Discharge = "discharge";
    /// <summary>What one side wrote to the other.</summary>
    /// <param name="number">See <see cref="Referrals.Message.Number"/>.</param>
    public static string Message(int number) => $"message-{number}";
    /// <summary>A note on an attempt to reach the patient.</summary>
    /// <param name="number">See <see cref="Referrals.Contact.Number"/>.</param>
    public static string Contact(int number) => $"contact-{number}";
    /// <summary>A note of the chain's people to each other; the hospital never reads it.</summary>
    /// <param name="number">See <see cref="Referrals.Note.Number"/>.</param>
    public static string Note(int number) => $"note-{number}";
    /// <summary>Why a coordinator opened it again; the hospital reads it.</summary>
    public const string Reopening = "reopening";
    /// <summary>Why a coordinator moved what lay ahead; the hospital reads it.</summary>
    /// <param name="attempt">The attempt that was left.</param>
    public static string Transfer(int attempt) => $"transfer-{attempt}";
    /// <summary>The ServiceRequest as it was before a correction.</summary>
    /// <param name="correction">See <see cref="Correction.Number"/>.</param>
    public static string Before(int correction) => $"serviceRequest-{correction}";
    /// <summary>What the hospital calls a file that it has sent.</summary>
    /// <param name="number">See <see cref="Referrals.Attachment.Number"/>.</param>
    public static string Attachment(int number) => $"attachment-{number}";
    /// <summary>What the hospital wrote when it revoked its order.</summary>
    public const string Cancellation = "cancellation";
}

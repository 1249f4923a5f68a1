namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>A requirement of the credential that is not met: a stable code and words for people.</summary>
public sealed record FailedRequirement(string Code, string Text);

/// <summary>
/// Rule S1: only a certified medical massage therapist treats a hospital referral. At least 300 training hours, a completed
/// externship or internship, and the national exam passed after it; state licence and certificate valid through the series.
/// </summary>
public static class Credential
{
    public const int RequiredHours = 300;

    /// <summary>Every requirement that fails; empty when the therapist may treat.</summary>
    /// <param name="from">Day of the first visit: training must be complete by then.</param>
    /// <param name="through">Day of the last visit: licence and certificate must still be valid then.</param>
    public static IReadOnlyList<FailedRequirement> Check(Therapist therapist, DateOnly from, DateOnly through)
    {
        var failed = new List<FailedRequirement>();
        if (therapist.Licence.Expires < through)
            failed.Add(new("licence-expired", $"the state licence is valid through {therapist.Licence.Expires:yyyy-MM-dd} only"));
        if (therapist.Certificate is not { } certificate)
        {
            failed.Add(new("not-certified", "there is no certificate for medical massage"));
            return failed;
        }
        if (certificate.TrainingHours < RequiredHours)
            failed.Add(new("training-hours", $"{certificate.TrainingHours} training hours of {RequiredHours} required"));
        if (certificate.PracticalTraining is not { } practical || practical > from)
            failed.Add(new("practical-training", "no externship or internship is completed"));
        if (certificate.ExamPassed is not { } exam || exam > from)
            failed.Add(new("exam", "the national exam is not passed"));
        else if (certificate.PracticalTraining is { } before && exam <= before)
            failed.Add(new("exam-before-practical-training", "the national exam was not passed after the practical training"));
        if (certificate.Expires < through)
            failed.Add(new("certificate-expired", $"the certificate is valid through {certificate.Expires:yyyy-MM-dd} only"));
        return failed;
    }

    /// <summary>Last day on which licence and certificate are both valid.</summary>
    public static DateOnly ValidThrough(Therapist therapist) =>
        therapist.Certificate is { } c && c.Expires < therapist.Licence.Expires ? c.Expires : therapist.Licence.Expires;
}

using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>Rule S1, one requirement at a time.</summary>
public sealed class CredentialTests
{
    static readonly DateOnly First = new(2026, 12, 1);
    static readonly DateOnly Last = new(2027, 1, 29);

    static readonly Certificate Good = new()
    { TrainingHours = 300, PracticalTraining = new(2020, 5, 1), ExamPassed = new(2020, 5, 2), Expires = Last };

    static Therapist With(Certificate? certificate, DateOnly? licence = null) => new()
    {
        Chain = "c",
        Name = "n",
        Gender = "other",
        Licence = new() { Number = "1", Expires = licence ?? Last },
        Certificate = certificate,
        Techniques = [],
        Shifts = [],
    };

    static IEnumerable<string> Failed(Certificate? certificate, DateOnly? licence = null) => Credential.Check(With(certificate, licence), First, Last).Select(f => f.Code);

    [Fact]
    public void Valid_through_the_last_visit_is_enough() => Assert.Empty(Failed(Good));

    [Fact]
    public void Each_requirement_fails_by_its_own_name()
    {
        Assert.Equal(["training-hours"], Failed(Good with { TrainingHours = 299 }));
        Assert.Equal(["practical-training"], Failed(Good with { PracticalTraining = null }));
        Assert.Equal(["exam"], Failed(Good with { ExamPassed = null }));
        Assert.Equal(["exam-before-practical-training"], Failed(Good with { ExamPassed = new(2020, 4, 30) }));
        Assert.Equal(["exam-before-practical-training"], Failed(Good with { ExamPassed = Good.PracticalTraining }));
        Assert.Equal(["certificate-expired"], Failed(Good with { Expires = Last.AddDays(-1) }));
        Assert.Equal(["licence-expired"], Failed(Good, Last.AddDays(-1)));
        Assert.Equal(["not-certified"], Failed(null));
        Assert.Equal(["practical-training"], Failed(Good with { PracticalTraining = First.AddDays(1), ExamPassed = null }).Take(1));
    }

    [Fact]
    public void All_failures_are_named_at_once() =>
        Assert.Equal(["licence-expired", "training-hours", "practical-training", "exam", "certificate-expired"],
            Failed(new() { TrainingHours = 10, Expires = First }, First));
}

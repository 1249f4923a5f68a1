using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>A patient is not given up before the chain's rule is met, and any sign of life starts the count anew.</summary>
public class ContactTests
{
    static readonly ContactRule Rule = new(3, 14, 2);
    static readonly HandBack NotReached = new("patient-not-reached", "Nobody answers.", Rule);

    static Referral Tried(Referral referral, int day, string channel, string outcome = "no-answer") => referral.After(referral.Decides(new RecordContact(channel, outcome), Now.AddDays(day)));

    static Refusal? On(Referral referral, int day) => referral.Decides(NotReached, Now.AddDays(day)).Refusal;

    [Fact]
    public void Attempts_days_and_channels_are_all_asked_for()
    {
        var twice = Tried(Tried(Placing(), 0, "phone"), 7, "phone");
        Assert.Equal("The chain's rule asks for 3 attempts over 14 days by 2 channels since the last sign of life; so far there are 2 over 14 by 1.", On(twice, 14)!.Text);
        Assert.Equal("try-further", On(Tried(twice, 10, "phone"), 14)?.Code);
        Assert.Equal("try-further", On(Tried(twice, 10, "letter"), 13)?.Code);
        Assert.Null(On(Tried(twice, 10, "letter"), 14));
    }

    [Fact]
    public void A_sign_of_life_starts_anew()
    {
        var reached = Tried(Tried(Tried(Tried(Placing(), 0, "phone"), 7, "sms"), 9, "letter"), 10, "phone", "reached");
        Assert.Equal("try-further", On(reached, 20)?.Code);
        Assert.Null(On(Tried(Tried(Tried(reached, 11, "phone"), 12, "email"), 13, "phone", "wrong-number"), 25));
    }

    [Fact]
    public void The_hospital_reads_each_attempt()
    {
        var task = TaskResource.Of("r", "1", Tried(Tried(Placing(), 0, "phone"), 1, "sms", "message-left"), Now, null);
        Assert.Equal(["The patient was tried by phone on 2026-11-23: no-answer.", "The patient was tried by sms on 2026-11-24: message-left."], task.Note.Select(n => n.Text).Where(t => t!.StartsWith("The patient was", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_cannot_be_recorded_is_refused()
    {
        string? Refusal(Referral referral, RecordContact contact) => referral.Decides(contact).Refusal is { } r ? $"{r.Code} {r.Expression}" : null;
        Assert.Equal("unknown-code channel", Refusal(Placing(), new("pigeon", "reached")));
        Assert.Equal("unknown-code outcome", Refusal(Placing(), new("phone", "happy")));
        Assert.Equal("unknown-code channel", Refusal(Placing(), new()));
        Assert.Equal("note-too-long note", Refusal(Placing(), new("phone", "reached", new('x', 501))));
        Assert.Equal("already-ended ", Refusal(Ended(), new("phone", "reached")));
        Assert.Equal("too-many-contacts ", Refusal(Enumerable.Range(0, 50).Aggregate(Placing(), (r, i) => Tried(r, i, "phone")), new("phone", "reached")));
    }
}

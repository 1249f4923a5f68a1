using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>The loop is closed when the hospital has its report: it is told again until it has, and then somebody telephones.</summary>
public class ReceiptTests
{
    static Referral Reported() => Referral.Initial
        .After(Submit() with { Promises = ReferralRules.Usual.For("routine", 0, Now, TimeZoneInfo.Utc) })
        .After(Covered(), Held(1), Reserved(1), Booked(1), Completed(1), new IssueReport("{}"), UnitsBack(1));

    [Fact]
    public void A_report_that_is_not_fetched_is_told_again_and_then_is_a_coordinators_work()
    {
        var referral = Reported();
        Assert.IsType<Ended>(referral.Stage);
        for (var time = 1; time <= 2; time++)
        {
            Assert.Equal(Now.AddDays(3 * time), referral.Due);
            var moved = referral.Decides(new TimePassed(), referral.Due);
            Assert.IsType<ReportReminded>(Assert.Single(moved.Facts));
            Assert.Single(referral.Told(moved).OfType<ReferralStatusChanged>());
            referral = referral.After(moved);
        }
        Assert.Null(referral.Attention);
        var over = referral.After(referral.Decides(new TimePassed(), referral.Due));
        Assert.Equal((Reason.ReportUnacknowledged, null), (over.Attention, over.Due));
        Assert.Null(over.After(over.Decides(new Acknowledge(), null, Sender)).Attention);
    }

    [Fact]
    public void Only_the_hospitals_word_closes_the_loop_and_once()
    {
        var referral = Reported();
        Assert.Equal("only-the-sender", referral.Decides(new Acknowledge()).Refusal?.Code);
        Assert.Equal("no-report", Treating().Decides(new Acknowledge(), null, Sender).Refusal?.Code);
        var acknowledged = referral.Decides(new Acknowledge(), Now.AddHours(1), Sender);
        Assert.Equal(Now.AddHours(1), Assert.Single(referral.Told(acknowledged).OfType<ReferralStatusChanged>()).ReportAcknowledged);
        Assert.Null(referral.After(acknowledged).Due);
        Assert.Empty(referral.After(acknowledged).Decides(new Acknowledge(), null, Sender).Facts);
    }
}

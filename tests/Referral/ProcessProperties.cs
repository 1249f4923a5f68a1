using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referral;
using FsCheck.Xunit;
using static Tests.Referrals.Given;
using Referral = ClinicNetwork.Referral.Referral;

namespace Tests.Referrals;

/// <summary>Whatever arrives, in whatever order and however often: what always holds of a referral.</summary>
public class ProcessProperties
{
    static Decision<ReferralFact> Decide(Referral r, byte message) => (message % 18) switch
    {
        0 => ReferralDecider.Submit(r, Order(), Rules, Now),
        1 => ReferralDecider.Cover(r, Covered(), Now),
        2 => ReferralDecider.Cover(r, Covered("self-pay", 0), Now),
        3 => ReferralDecider.Cover(r, Covered("review", 0), Now),
        4 => ReferralDecider.AcceptEstimate(r, "c", Now),
        5 => ReferralDecider.Offer(r, Held(1 + message % 3), Now),
        6 => ReferralDecider.MissSlots(r, NoSlots(1 + message % 3), Now),
        7 => ReferralDecider.Grant(r, Reserved(1 + message % 3), Now),
        8 => ReferralDecider.Deny(r, Refused(1 + message % 3), Now),
        9 => ReferralDecider.Confirm(r, Booked(1 + message % 3), Now),
        10 => ReferralDecider.Lose(r, Released(1 + message % 3), Now),
        11 => ReferralDecider.Record(r, 1 + message % 3, 1 + message % 6, "completed", null, Now),
        12 => ReferralDecider.Record(r, 1 + message % 3, 1 + message % 6, "missed", null, Now),
        13 => ReferralDecider.Record(r, 1 + message % 3, 6, "completed", "{}", Now),
        14 => ReferralDecider.AskCancellation(r, "revoked", Now),
        15 => ReferralDecider.ConfirmCancellation(r, "c", Now),
        16 => ReferralDecider.Timer(r, Now.AddYears(1)),
        _ => ReferralDecider.Accept(r, "c", false, 95, Now),
    };

    [Property(MaxTest = 2000)]
    public void Every_step_is_one_that_BSeR_allows(byte[] messages)
    {
        var referral = Accepted();
        foreach (var message in messages)
            foreach (var fact in Decide(referral, message).Facts)
            {
                var next = referral.Evolve(fact);
                Assert.True(next.BusinessStatus == referral.BusinessStatus || BusinessStatuses.Transitions.ContainsKey((referral.BusinessStatus, next.BusinessStatus)),
                    $"{referral.BusinessStatus} to {next.BusinessStatus} by {fact.GetType().Name}");
                referral = next;
            }
    }

    [Property(MaxTest = 2000)]
    public void An_open_referral_always_has_a_due_time_and_a_closed_one_never(byte[] messages)
    {
        var referral = messages.Aggregate(Accepted(), (r, m) => r.After(Decide(r, m)));

        Assert.Equal(referral.BusinessStatus.IsTerminal(), referral.Due is null);
        Assert.Equal(referral.BusinessStatus.IsTerminal(), referral.Stage is Ended);
        if (referral.TaskStatus is "on-hold" or "rejected" or "cancelled") Assert.NotNull(referral.Closed ?? referral.Hold);
    }

    [Property(MaxTest = 2000)]
    public void A_message_repeated_at_once_changes_nothing_more(byte[] messages)
    {
        var referral = Accepted();
        foreach (var message in messages.Where(m => m % 18 is not (16 or 17)))
        {
            referral = referral.After(Decide(referral, message));
            Assert.Empty(Decide(referral, message).Facts);
        }
    }

    [Property(MaxTest = 2000)]
    public void What_has_ended_stays_ended_and_gives_late_successes_back(byte[] messages, byte late)
    {
        var referral = messages.Aggregate(Treating(), (r, m) => r.After(Decide(r, m)));
        referral = referral.After(ReferralDecider.AskCancellation(referral, "revoked", Now));
        referral = referral.After(ReferralDecider.ConfirmCancellation(referral, "c", Now));

        Assert.Empty(Decide(referral, late).Facts);
        Assert.Contains(ReferralPublisher.Publish(referral, ReferralDecider.Offer(referral, Held(1), Now).Again, 9), e => e is SeriesReleaseRequested { Attempt: 1 });
    }
}

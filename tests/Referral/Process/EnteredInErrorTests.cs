using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>An order that was never meant, and one that came twice.</summary>
public class EnteredInErrorTests
{
    [Fact]
    public void Wherever_it_stands_everything_is_released_without_anybodys_consent()
    {
        foreach (var referral in new[] { InReview(), Accepted(), AwaitingEstimate(), Placing(), Reserving(), Booking(), Treating(), Moving(), Treating().After(Done(1, 1)), Treating().After(new RequestCancellation(null)) })
        {
            var error = referral.After(new EnterInError("Another patient was meant."));
            Assert.Equal((BusinessStatus.Cancelled, "entered-in-error", "entered-in-error", Reason.EnteredInError), (error.BusinessStatus, error.TaskStatus, error.OrderStatus, error.StatusReason));
            Assert.Null(error.Attention);
            Assert.Null(error.SenderAttention);
            Assert.Equal(referral.CurrentAttempt is not null, referral.Told(new EnterInError(null)).Any(e => e is SeriesReleaseRequested));
            Assert.Equal("entered-in-error", Assert.Single(referral.Told(new EnterInError(null)).OfType<ReferralStatusChanged>()).Status);
        }
    }

    [Fact]
    public void After_its_end_it_leaves_the_figures_too_and_no_receipt_is_waited_for()
    {
        var error = Ended().After(new EnterInError(null));
        Assert.Equal(("entered-in-error", null, null), (error.TaskStatus, error.Due, error.SenderAttention));
        Assert.Contains(error.Keys!, k => k.Contains("entered-in-error", StringComparison.Ordinal));
        Assert.NotNull(error.Decides(new Reopen("Again.", 400)).Refusal);
        Assert.Empty(error.Decides(new EnterInError(null)).Facts);
    }

    [Fact]
    public void Only_the_hospital_says_so() => Assert.Equal("only-the-sender", Treating().Decides(new EnterInError(null), null, Coordinator).Refusal!.Code);

    static Referral Second(params OpenReferral[] open) => Referral.Initial.After(Submit() with { Related = new(open, null, null, null) });

    [Fact]
    public void Another_open_referral_for_the_same_condition_is_shown_and_holds_up_nothing()
    {
        var group = Accepted().ConditionGroup;
        var second = Second(new OpenReferral("a", group), new OpenReferral("b", "another condition"), new OpenReferral("c", null));
        Assert.Equal(("a", Reason.PossibleDuplicate, typeof(Covering)), (Assert.Single(second.Duplicates), second.Attention, second.Stage.GetType()));
        Assert.Null(second.After(new ClearDuplicates()).Attention);
        Assert.Empty(second.After(new ClearDuplicates()).Decides(new ClearDuplicates()).Facts);
        Assert.Equal("no-duplicate", Accepted().Decides(new ClearDuplicates()).Refusal!.Code);
        Assert.Equal("only-the-receiver", second.Decides(new ClearDuplicates(), null, Sender).Refusal!.Code);
        Assert.Null(Second(new OpenReferral("b", "another condition")).Attention);
    }

    [Fact]
    public void What_it_continues_or_replaces_is_no_duplicate()
    {
        var group = Accepted().ConditionGroup;
        var next = Referral.Initial.After(Submit() with { Related = new([new("a", group), new("b", group)], "a", "b", "t1") });
        Assert.Empty(next.Duplicates);
        Assert.Equal(("a", "b", "t1"), (next.BasedOn, next.Replaces, next.TreatedBy));
    }
}

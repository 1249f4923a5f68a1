using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What each side may do with a referral, and what is said that it will do.</summary>
public class ActionsTests
{
    static readonly Dictionary<string, Func<Referral>> Standing = new()
    {
        ["in review"] = InReview,
        ["covering"] = Accepted,
        ["estimate"] = AwaitingEstimate,
        ["placing"] = Placing,
        ["no slots"] = () => Placing().After(NoSlots(1)),
        ["reserving"] = Reserving,
        ["booking"] = Booking,
        ["treating"] = Treating,
        ["moving"] = Moving,
        ["begun"] = () => Treating().After(Done(1, 1)),
        ["asked"] = () => InReview().After(Asks()),
        ["answered"] = () => InReview().After(Asks()).Answered(1),
        ["asked by the hospital"] = () => Treating().Wrote(Sender, null),
        ["units refused"] = () => Reserving().After(new Contracts.Insurance.V1.UnitsRefused { ReferralId = "r", Version = 1, Attempt = 1, ReasonCode = "limit", Reason = "Used up." }),
        ["reporting"] = Reporting,
        ["closing"] = Closing,
        ["ended"] = Ended,
    };

    static IReadOnlyList<PermittedAction> Offered(Referral referral, Mover mover = Mover.Receiver) =>
        Actions.Of(referral, 7, ReferralRules.Usual, mover, mover == Mover.Sender ? Sender : Coordinator, Now);

    static string Codes(Referral referral, Mover mover) => string.Join(' ', Offered(referral, mover).Select(a => a.Code));

    [Theory]
    [InlineData("in review", "request-cancellation entered-in-error ask", "accept reject ask contact note", "accept ask contact note confirm-cancellation")]
    [InlineData("covering", "request-cancellation entered-in-error ask", "hand-back ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("estimate", "request-cancellation entered-in-error ask", "reject hand-back accept-estimate ask contact note", "accept-estimate ask contact note confirm-cancellation")]
    [InlineData("placing", "request-cancellation entered-in-error ask", "hand-back transfer ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("no slots", "request-cancellation entered-in-error ask", "reject hand-back transfer ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("reserving", "request-cancellation entered-in-error ask", "hand-back transfer ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("booking", "request-cancellation entered-in-error ask", "hand-back transfer ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("treating", "request-cancellation entered-in-error ask", "hand-back transfer ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("moving", "request-cancellation entered-in-error ask", "hand-back transfer ask contact note", "ask contact note confirm-cancellation")]
    [InlineData("begun", "request-cancellation entered-in-error ask", "discharge transfer ask ask-for-more contact note", "discharge ask contact note confirm-cancellation")]
    [InlineData("units refused", "request-cancellation entered-in-error ask", "accept accept-self-pay reject hand-back ask contact note", "accept accept-self-pay ask contact note confirm-cancellation")]
    [InlineData("reporting", "request-cancellation entered-in-error ask", "ask ask-for-more contact note", "ask contact note confirm-cancellation")]
    [InlineData("closing", "entered-in-error ask", "note", "note")]
    [InlineData("ended", "entered-in-error ask", "reopen note", "reopen note")]
    [InlineData("asked", "request-cancellation entered-in-error ask reply", "accept reject ask resolve contact note", "accept ask resolve contact note confirm-cancellation")]
    [InlineData("answered", "request-cancellation entered-in-error ask", "accept reject ask resolve contact note", "accept ask resolve contact note confirm-cancellation")]
    [InlineData("asked by the hospital", "request-cancellation entered-in-error ask", "hand-back transfer ask reply contact note", "ask reply contact note confirm-cancellation")]
    public void Each_side_is_offered_what_it_may_do_and_nothing_else(string standing, string sender, string receiver, string receiverOnceAskedToCancel)
    {
        var referral = Standing[standing]();
        Assert.Equal((sender, receiver), (Codes(referral, Mover.Sender), Codes(referral, Mover.Receiver)));

        var asked = referral.After(referral.Decides(new RequestCancellation(null)));
        Assert.Equal((sender.Replace("request-cancellation ", "", StringComparison.Ordinal), receiverOnceAskedToCancel), (Codes(asked, Mover.Sender), Codes(asked, Mover.Receiver)));
    }

    [Fact]
    public void A_whole_order_is_corrected_by_systems_alone()
    {
        IEnumerable<string> Systems(Referral r) => Actions.Of(r, 7, ReferralRules.Usual, Mover.Sender, Sender, Now, overFhir: true).Select(a => a.Code);
        Assert.Contains("correct", Systems(Treating()));
        Assert.DoesNotContain("correct", Systems(Reporting()));
        Assert.DoesNotContain(Offered(Treating(), Mover.Sender), a => a.Code == "correct");
    }

    static IReadOnlyList<string> Will(Referral referral, string code, Mover mover = Mover.Receiver) => Offered(referral, mover).Single(a => a.Code == code).Will;

    [Fact]
    public void An_action_says_what_it_releases_gives_back_and_tells()
    {
        Assert.Equal(["6 visits are released.", "The units that insurance keeps for it go back.", "The hospital reads 6.0, cancelled: cancelled."], Will(Reserving().After(new RequestCancellation(null)), "confirm-cancellation"));
        Assert.Equal(["5 visits are released.", "The hospital reads 6.0, cancelled: cancelled.", "Its units go back as soon as scheduling has told which visits took place."], Will(Treating().After(Done(1, 1), new RequestCancellation(null)), "confirm-cancellation"));
        Assert.Equal(["Insurance is asked which visits are covered.", "The hospital reads 3.0, accepted."], Will(InReview(), "accept"));
        Assert.Equal(["6 visits are looked for.", "The hospital reads 3.0, accepted."], Will(AwaitingEstimate(), "accept-estimate"));
        Assert.Equal(["Insurance stops asking the payer.", "The hospital reads 4.0, rejected: other."], Will(AwaitingEstimate(), "reject"));
        Assert.Equal(["5 visits are released.", "The hospital reads 5.1.4, in-progress.", "5 visits are then looked for anew there; without room it waits, on hold as no-slots."], Will(Treating().After(Done(1, 1)), "transfer"));
        Assert.Equal(["The hospital reads 5.2, in-progress."], Will(Treating(), "request-cancellation", Mover.Sender));
    }

    [Fact]
    public void An_action_names_what_has_to_be_said_with_it()
    {
        var reject = Offered(InReview()).Single(a => a.Code == "reject");
        Assert.Equal(["information-required", "service-inappropriate", "prerequisites-not-complete", "appointment-not-required", "duplicate", "other"], reject.Needs.Single(n => n.Name == "reason").Codes);
        Assert.Equal(("POST", $"/api/referrals/{InReview().ReferralId}/reject", "text"), (reject.Method, reject.Path, reject.Needs[1].Name));

        var unclear = Referral.Initial.After(Submit(b => b.Resource(2).AsObject().Remove("quantityQuantity")));
        Assert.Equal("visits", Assert.Single(Offered(unclear).Single(a => a.Code == "accept").Needs).Name);
    }
}

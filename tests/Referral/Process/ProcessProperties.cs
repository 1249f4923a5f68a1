using ClinicNetwork.Contracts.Referral.V1;
using FsCheck.Xunit;
using static ClinicNetwork.Tests.Referrals.Given;
using PlacementRequested = ClinicNetwork.Contracts.Referral.V1.PlacementRequested;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Whatever arrives, in whatever order and however often: what always holds of a referral.</summary>
public class ProcessProperties
{
    /// <summary>Rather more often what goes on than what goes wrong, so that the later stages are seen too.</summary>
    static object Message(byte message, Referral referral)
    {
        var (attempt, visit) = (1 + message / 40 % 3, 1 + message % 6);
        return (message % 37) switch
        {
            0 => Submit(),
            1 => Covered(),
            2 => Covered("self-pay", 0),
            3 => Covered("review", 0),
            4 => new AcceptEstimate(),
            5 or 6 => Held(attempt),
            7 => NoSlots(attempt),
            8 or 9 => Reserved(attempt),
            10 => Refused(attempt),
            11 or 12 => Booked(attempt),
            13 => Released(attempt),
            14 => Released(attempt, 1, visit),
            15 or 16 => Done(attempt, visit),
            17 => Missed(attempt, visit),
            18 => Completed(attempt),
            19 => UnitsBack(attempt),
            20 => new IssueReport("{}"),
            21 => new RequestCancellation(null),
            22 => new ConfirmCancellation(),
            23 => new Reject("other", "No."),
            24 => new TimePassed(),
            26 => new HandBack("patient-declined", "No.", ReferralRules.Usual.Contacts),
            27 => new Discharge("goals-met", "Well again.", ReferralRules.Usual.Contacts),
            28 or 29 => new Reopen("It was a mistake.", 400),
            30 or 31 => Transfer(message % 2 == 0 ? "worcester" : "boston"),
            32 => new SetPreferences(new(TravelKm: message)),
            33 or 34 or 35 => Corrects(Orders.FirstOrDefault(o => o.Fingerprint == referral.Fingerprint) ?? Orders[0], Orders[message % 5]),
            36 => message < 40 ? new EnterInError(null) : new ClearDuplicates(),
            _ => new Accept(message % 2 == 0),
        };
    }

    static readonly Order[] Orders = [Order(), Order(MoreVisits), Order(FewerVisits), Order(OnceAWeek), Order(UnknownDiagnosis)];

    static Decision<ReferralFact> Decide(Referral r, byte message) => Message(message, r) is var what && what is TimePassed ? r.Decides(what, Now.AddYears(1)) : r.Decides(what);

    static Referral Begin(byte stage) => (stage % 6) switch { 0 => Accepted(), 1 => Placing(), 2 => Booking(), 3 => Treating(), 4 => Moving(), _ => InReview() };

    [Property(MaxTest = 2000)]
    public void Every_step_is_one_of_the_table(byte begin, byte[] messages)
    {
        var referral = Begin(begin);
        foreach (var message in messages)
            foreach (var fact in Decide(referral, message).Facts)
            {
                var next = referral.Evolve(fact);
                Assert.True(next.BusinessStatus == referral.BusinessStatus || Transitions.Find(referral.BusinessStatus, next.BusinessStatus) is not null || fact is EnteredInError,
                    $"{referral.BusinessStatus} to {next.BusinessStatus} by {fact.GetType().Name}");
                referral = next;
            }
    }

    [Property(MaxTest = 2000)]
    public void It_has_ended_and_everybody_has_answered_or_it_waits_with_a_due_time_that_moves_something(byte begin, byte[] messages)
    {
        var referral = messages.Aggregate(Begin(begin), (r, m) => r.After(Decide(r, m)));

        Assert.Equal(referral.Stage is Ended, referral.Due is null);
        Assert.Equal(referral.Stage is Closing _ or Ended _, referral.BusinessStatus.IsTerminal());
        Assert.Equal(referral.TaskStatus is "on-hold" or "rejected" or "cancelled" or "failed" or "entered-in-error", referral.StatusReason is not null);
        if (referral.Due is not { } due)
        {
            Assert.All(referral.Attempts, attempt => Assert.True(attempt.IsAnswered));
            return;
        }
        var moved = referral.Decides(new TimePassed(), due);
        Assert.NotEmpty(moved.Facts);
        Assert.True(referral.After(moved).Due > due);
        if (referral.Stage is not (InReview _ or AwaitingEstimate _ or Reporting _)) Assert.NotEmpty(referral.Told(moved));
    }

    [Property(MaxTest = 2000)]
    public void A_message_repeated_at_once_changes_nothing_more(byte begin, byte[] messages)
    {
        var referral = Begin(begin);
        foreach (var message in messages.Where(m => Message(m, Referral.Initial) is not (TimePassed or Accept)))
        {
            referral = referral.After(Decide(referral, message));
            Assert.Empty(Decide(referral, message).Facts);
        }
    }

    [Property(MaxTest = 2000)]
    public void A_visit_is_counted_once_and_never_placed_again(byte begin, byte[] messages)
    {
        var referral = Begin(begin);
        foreach (var message in messages)
        {
            var decision = Decide(referral, message);
            foreach (var asked in referral.Told(decision).OfType<PlacementRequested>().Where(_ => decision.Facts.Any(f => f is ClinicNetwork.Referrals.PlacementRequested)))
                Assert.Equal(referral.After(decision).VisitsInAll - referral.After(decision).Visits.Count, asked.Visits);
            referral = referral.After(decision);
        }
        Assert.Equal(referral.Visits.Count, referral.Visits.DistinctBy(v => (v.Attempt, v.Visit)).Count());
    }

    [Property(MaxTest = 2000)]
    public void Once_cancelled_it_ends_when_each_asked_neighbour_answers_and_gives_late_successes_back(byte begin, byte[] messages, byte late)
    {
        var referral = messages.Aggregate(Begin(begin), (r, m) => r.After(Decide(r, m))).After(new RequestCancellation(null), new ConfirmCancellation());
        for (var round = 0; round < 4 && referral.Due is { } due; round++)
        {
            var asked = referral.Decides(new TimePassed(), due);
            var answers = referral.Told(asked).SelectMany(e => e switch
            {
                SeriesReleaseRequested s => new object[] { Released(s.Attempt) },
                UnitsReleaseRequested u => [UnitsBack(u.Attempt)],
                _ => [],
            });
            referral = referral.After(asked).After(answers);
        }

        Assert.IsType<Ended>(referral.Stage);
        if (Message(late, referral) is not (Reopen or EnterInError)) Assert.Empty(Decide(referral, late).Facts);
        Assert.Contains(referral.Told(Held(1)), e => e is SeriesReleaseRequested { Attempt: 1 });
    }
}

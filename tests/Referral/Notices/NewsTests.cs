using ClinicNetwork.Contracts;
using static ClinicNetwork.Tests.Referrals.Given;
using Wire = ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>What a referral's events mean to its hospital.</summary>
public class NewsTests
{
    static IEnumerable<(string Topic, string Focus, string? Status)> News(IEnumerable<IEvent> told) =>
        from message in told
        where NoticeTable.Events.Contains(message.GetType())
        let notice = NoticeTable.Of(message)
        where notice is not null
        from focus in notice.Focus
        select (notice.Topic, Part(focus.Reference), focus.Values.GetValueOrDefault("status"));

    /// <summary>Without the referral's id, which is a hash.</summary>
    static string Part(string reference) => reference.Replace(Accepted().ReferralId, "r", StringComparison.Ordinal);

    static IEnumerable<(string, string, string?)> Appointments(string status, params IEnumerable<int> visits) => visits.Select(v => ("appointment", $"Appointment/r-1-{v}", (string?)status));

    [Fact]
    public void A_status_is_news_when_it_or_its_reason_has_changed_and_at_no_other_time()
    {
        Assert.Contains(("state", "Task/r", "accepted"), News(Referral.Initial.Told(Submit())));
        Assert.Contains(("state", "Task/r", "on-hold"), News(Placing().Told(NoSlots(1))));
        Assert.Empty(News(Placing().Told(Held(1), Now.AddMinutes(1))));
        Assert.Empty(News(Treating().Told(Decision<ReferralFact>.Repeat(new StatusShown(Treating().Since)))));
        Assert.DoesNotContain(News(Treating().After(Done(1, 1)).Told(Done(1, 2), Now.AddMinutes(1))), n => n.Topic == "state");
    }

    [Fact]
    public void A_booked_series_is_its_appointments_each()
    {
        Assert.Equal([.. Appointments("booked", Enumerable.Range(1, 6)), ("state", "Task/r", "in-progress")], News(Booking().Told(Booked(1))));
        Assert.Contains(Appointments("fulfilled", 2).Single(), News(Treating().Told(Done(1, 2))));
        Assert.Contains(Appointments("noshow", 3).Single(), News(Treating().Told(Missed(1, 3))));
    }

    [Fact]
    public void Of_a_booking_that_fell_away_only_what_lay_ahead_is_cancelled_and_of_a_mere_hold_nothing()
    {
        Assert.Equal(Appointments("cancelled", 3, 4, 5, 6), News(Treating().After(Done(1, 1)).Told(Released(1, 1, 2))).Where(n => n.Status == "cancelled"));
        Assert.DoesNotContain(News(Reserving().Told(Released(1))), n => n.Topic == "appointment");
        Assert.DoesNotContain(News(Booking().Told(Released(1))), n => n.Topic == "appointment");
    }

    [Fact]
    public void A_report_is_news_with_the_last_status() =>
        Assert.Equal([("report", "Bundle/r", null), ("state", "Task/r", "completed")], News(Reporting().Told(new IssueReport("{}"))));

    [Fact]
    public void A_report_that_is_not_fetched_is_news_once_more() => Assert.Contains(("report", "Bundle/r", null), News(Closing().Told(Decision<ReferralFact>.Repeat(new ReportReminded(Now.AddDays(1))))));

    [Fact]
    public void What_the_chain_writes_and_a_late_reply_are_news_what_the_hospital_writes_is_not()
    {
        var asked = new Wire.ConversationChanged { ReferralId = "r", Version = 1, Chain = "c", Partner = "p", Message = 2, Change = "message-sent", At = Now };
        Assert.Equal([("question", "Communication/r-2", null)], News([asked]));
        Assert.Empty(News([asked with { BySender = true }]));
        Assert.Equal([("question", "Communication/r-1", null)], News(Accepted().Told(Decision<ReferralFact>.Repeat(new ReplyReminded(1, Now.AddDays(1))))));
    }

    [Fact]
    public void Every_event_for_the_queue_of_notices_has_its_row() => Assert.Equal(
        Routes.All.Where(r => r.Consumers.Contains("referral.notices")).Select(r => r.Event.Name).Order(), NoticeTable.Events.Select(e => e.Name).Order());

    [Fact]
    public void The_README_has_every_topic_with_its_focus_and_filters()
    {
        var rows = File.ReadLines(Path.Combine(Root, "services", "referral", "README.md")).ToList();
        Assert.All(Topics.All, topic =>
        {
            var row = rows.Single(r => r.StartsWith($"| `{topic.Url.Split('/')[^1]}` | {topic.Focus}", StringComparison.Ordinal));
            Assert.All(topic.Filters, filter => Assert.Contains($"`{filter}`", row, StringComparison.Ordinal));
        });
    }
}

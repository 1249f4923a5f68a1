using System.Text.Json.Nodes;
using ClinicNetwork.Local.Demo;

namespace Tests.Local;

public class JourneyTests
{
    [Theory]
    [InlineData("2.0", "", false, "sent → received", "moving", false)]
    [InlineData("3.0", "", false, "sent → received → accepted", "moving", false)]
    [InlineData("3.0", "", true, "sent → received → accepted → covered", "moving", false)]
    [InlineData("5.1.1", "", true, "sent → received → accepted → covered → booked", "booked", true)]
    [InlineData("2.0", "review", false, "sent → received (review: words)", "on hold: review", true)]
    [InlineData("3.0", "authorization-pending", false, "sent → received → accepted (authorization-pending: words)", "on hold: authorization-pending", false)]
    [InlineData("3.0", "estimate-acceptance", true, "sent → received → accepted (estimate-acceptance: words)", "on hold: estimate-acceptance", true)]
    [InlineData("3.0", "no-slots", true, "sent → received → accepted → covered (no-slots: words)", "on hold: no-slots", true)]
    [InlineData("4.0", "deceased", false, "sent → received → rejected (deceased: words)", "rejected", true)]
    public void A_task_tells_how_far_its_referral_came(string status, string reason, bool decided, string shown, string outcome, bool settled)
    {
        var journey = Journey.Of(Task(status, reason, decided));
        Assert.Equal((shown, outcome, settled), (journey.ToString(), journey.Outcome, journey.Settled));
    }

    static JsonObject Task(string status, string reason, bool decided)
    {
        var task = new JsonObject { ["businessStatus"] = Concept(status) };
        if (reason.Length > 0)
        {
            task["statusReason"] = Concept(reason);
            task["statusReason"]!["text"] = "words";
        }
        if (decided) task["note"] = new JsonArray(new JsonObject { ["text"] = "covered by the plan" });
        return task;
    }

    static JsonObject Concept(string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["code"] = code }) };
}

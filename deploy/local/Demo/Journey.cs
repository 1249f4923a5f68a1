using System.Text.Json.Nodes;

namespace ClinicNetwork.Local.Demo;

/// <summary>Where a referral stands, read from its Task as the hospital sees it.</summary>
/// <param name="Steps">What it went through so far.</param>
/// <param name="Reason">Why it stands still or has ended, as a code; empty while it moves.</param>
/// <param name="Words">The same in words.</param>
sealed record Journey(IReadOnlyList<string> Steps, string Reason, string Words)
{
    /// <summary>Holds that end by themselves soon.</summary>
    static readonly string[] Passing = ["authorization-pending", "no-answer"];

    public static Journey Start { get; } = new(["sent"], "", "");

    /// <summary>How it ends for a watcher: booked, rejected, on hold for a reason, or still moving.</summary>
    public string Outcome => Steps[^1] is "booked" or "rejected" ? Steps[^1] : Reason is "" ? "moving" : $"on hold: {Reason}";

    /// <summary>True when nothing more happens without a person, a patient or free capacity.</summary>
    public bool Settled => Outcome != "moving" && !Passing.Contains(Reason);

    /// <summary>Reads a FHIR Task.</summary>
    public static Journey Of(JsonNode task)
    {
        var status = (string?)task["businessStatus"]?["coding"]?[0]?["code"] ?? "2.0";
        var reason = (string?)task["statusReason"]?["coding"]?[0]?["code"] ?? "";
        var decided = task["note"] is JsonArray { Count: > 0 };
        List<string> steps = ["sent", "received"];
        if (status is not ("2.0" or "4.0")) steps.Add("accepted");
        if (decided && reason is not ("review" or "estimate-acceptance")) steps.Add("covered");
        if (status.StartsWith("5.", StringComparison.Ordinal) || status == "7.0") steps.Add("booked");
        if (status == "4.0") steps.Add("rejected");
        return new(steps, reason, (string?)task["statusReason"]?["text"] ?? "");
    }

    public override string ToString() => string.Join(" → ", Steps) + (Reason is "" ? "" : $" ({Reason}: {Words})");
}

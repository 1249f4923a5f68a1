using ClinicNetwork.Hosting;

namespace ClinicNetwork.Operations.Failures;

/// <summary>The words that people read for what became of a message. A code without words shows as it is.</summary>
static class FailureWords
{
    static readonly Dictionary<string, string> Kinds = new()
    {
        ["lost-races"] = "Its document changed too often meanwhile",
        ["neighbour-away"] = "A neighbour did not answer",
        ["database-away"] = "The database did not answer",
        ["unreadable"] = "Nobody can read the message",
        ["unreadable-document"] = "Nobody can read the document that it is for",
        ["no-handler"] = "Nothing handles such a message here",
        ["message-id"] = "The message has no id",
    };

    static readonly Dictionary<string, string> Steps = new()
    {
        ["failed"] = "used up its quick retries",
        ["failed-again"] = "came back and failed again",
        ["return-asked"] = "was asked back",
        ["returned"] = "came back and was handled",
        ["overtaken"] = "came back and found nothing left to do",
        ["discarded"] = "was given up",
    };

    public static string Kind(string code) => Kinds.GetValueOrDefault(code, code);

    public static string Step(string code) => Steps.GetValueOrDefault(code, code);

    /// <summary>The event's own name: <c>insurance.v1.units-refused</c> is <c>units refused</c>.</summary>
    public static string Event(string type) => type is "" ? "unknown" : type.Split('.')[^1].Replace('-', ' ');

    public static string Status(FailedMessageStatus status) => status switch
    {
        FailedMessageStatus.Waiting => "Waiting",
        FailedMessageStatus.Returned => "Handled",
        FailedMessageStatus.Overtaken => "Overtaken",
        _ => "Given up",
    };

    public static string Tone(FailedMessageStatus status) => status switch
    {
        FailedMessageStatus.Waiting => "wait",
        FailedMessageStatus.Returned => "done",
        _ => "end",
    };
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Operations.Desk;

/// <summary>What a form says, as the body that its owner takes.</summary>
static class Said
{
    /// <summary>Numbers and a yes where they are asked for; what was left empty is left out.</summary>
    public static string Of(Deed deed, IReadOnlyDictionary<string, string> typed)
    {
        var body = new JsonObject();
        foreach (var need in deed.Needs)
            if (typed.GetValueOrDefault(need.Name)?.Trim() is { Length: > 0 } text)
                body[need.Name] = need.Name is "visits" or "dueDays" or "replyTo" && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                    : need.Name is "override" ? text is "true" : text;
        return body.ToJsonString();
    }
}

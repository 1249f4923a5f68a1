using System.Globalization;
using System.Text.Json;

namespace ClinicNetwork.Operations.Desk;

/// <summary>A visit's pain, 0 to 10, before and after; null where it was not asked.</summary>
public sealed record Pain(int Visit, string Date, decimal? Before, decimal? After);

/// <summary>A report, read from the FHIR document that the hospital's systems get.</summary>
/// <param name="Sections">Each with its title, in XHTML that the referral service has written.</param>
public sealed record Report(string Title, string Date, string Author, IReadOnlyList<(string Title, string Content)> Sections, IReadOnlyList<Pain> Pains)
{
    /// <summary>Null where there is none.</summary>
    public static Report? Of(Answer bundle)
    {
        if (!bundle.IsDone || bundle.Body is not { } body) return null;
        var resources = body.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        var composition = resources.First(r => r.GetProperty("resourceType").GetString() == "Composition");
        return new(Text(composition, "title"), Text(composition, "date"), Text(composition.GetProperty("author")[0], "display"), [.. composition.GetProperty("section").EnumerateArray().Select(s => (Text(s, "title"), Text(s.GetProperty("text"), "div")))],
            [.. resources.Where(r => r.GetProperty("resourceType").GetString() == "Observation").Select(Score).GroupBy(s => s.Visit).OrderBy(v => v.Key)
                .Select(v => new Pain(v.Key, v.First().Date, v.FirstOrDefault(s => s.When == "before")?.Value, v.FirstOrDefault(s => s.When == "after")?.Value))]);
    }

    sealed record Scored(int Visit, string When, string Date, decimal Value);

    /// <summary>An observation names its visit in words: <c>Pain before visit 3</c>.</summary>
    static Scored Score(JsonElement observation)
    {
        var words = Text(observation.GetProperty("code"), "text").Split(' ');
        return new(int.Parse(words[^1], CultureInfo.InvariantCulture), words[1], Text(observation, "effectiveDateTime"), observation.GetProperty("valueQuantity").GetProperty("value").GetDecimal());
    }

    static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}

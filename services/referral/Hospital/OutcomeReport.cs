using System.Globalization;
using System.Net;
using System.Text;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// A report as a FHIR document: the visits with the pain before and after each, and what the therapist wrote to each of the physician's requests (S7). The last
/// one closes the loop.
/// </summary>
public static class OutcomeReport
{
    public const string System = "https://clinicnetwork.example/fhir/outcome-report";

    public static string Write(string referralId, Order order, SeriesOutcome outcome, DateTimeOffset now, Edition edition)
    {
        var id = ReportIds.Of(referralId, edition.Number);
        var composition = new Composition
        {
            Id = "report",
            Status = edition.Status,
            Type = new("http://loinc.org", "18776-5", "Plan of care note"),
            Date = now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            Title = edition.Title,
            Subject = new() { Display = order.Patient.Name },
            Author = [new() { Display = $"{outcome.TherapistName}, {outcome.LocationName}" }],
            RelatesTo = [.. edition.Replaces.Select(replaced => new Composition.RelatesToComponent { Code = DocumentRelationshipType.Replaces, Target = new Hl7.Fhir.Model.Identifier(System, replaced) })],
            Event = [new() { Detail = [new($"ServiceRequest/{referralId}")] }],
            Section = [Section("Visits", $"<p>{Text(edition.Standing)}</p>{Table(outcome)}")],
        };
        if (order.Requests.Count > 0) composition.Section.Add(Section("Requests of the referrer", Answers(order, outcome)));
        var observations = Numbered(outcome).SelectMany(v => new[] { Pain(v.Number, v.Visit, v.Visit.PainBefore, "before"), Pain(v.Number, v.Visit, v.Visit.PainAfter, "after") }).OfType<Observation>().ToList();
        composition.Section[0].Entry = [.. observations.Select(o => new ResourceReference($"urn:uuid:{o.Id}"))];
        var bundle = new Bundle
        {
            Id = id,
            Meta = new() { VersionId = $"{edition.Version}" },
            Type = Bundle.BundleType.Document,
            Timestamp = now,
            Identifier = new() { System = System, Value = id },
            Entry = [new() { FullUrl = $"urn:uuid:{Uuid(id, "composition")}", Resource = composition },
                .. observations.Select(o => new Bundle.EntryComponent { FullUrl = $"urn:uuid:{o.Id}", Resource = o })],
        };
        return FhirJson.Write(bundle);

        Observation? Pain(int number, OutcomeOfVisit visit, int? score, string when) => score is null ? null : new()
        {
            Id = Uuid(referralId, $"{visit.Attempt}-{visit.Visit}-{when}"),
            Status = ObservationStatus.Final,
            Code = new("http://loinc.org", "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", $"Pain {when} visit {number}"),
            Effective = new FhirDateTime(visit.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            Value = new Quantity(score.Value, "{score}"),
        };
    }

    static Composition.SectionComponent Section(string title, string content) =>
        new() { Title = title, Text = new() { Status = Narrative.NarrativeStatus.Generated, Div = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{content}</div>" } };

    /// <summary>Each request in the physician's own words, and under it what was written to it, visit by visit.</summary>
    static string Answers(Order order, SeriesOutcome outcome)
    {
        var said = new StringBuilder();
        for (var request = 1; request <= order.Requests.Count; request++)
        {
            said.Append(CultureInfo.InvariantCulture, $"<p><b>{Text(order.Requests[request - 1])}</b></p><ul>");
            var answers = Numbered(outcome).SelectMany(v => (v.Visit.Answers ?? []).Where(a => a.Request == request).Select(a => $"Visit {v.Number}: {a.Text}")).DefaultIfEmpty("Nothing was recorded to it.");
            foreach (var answer in answers) said.Append(CultureInfo.InvariantCulture, $"<li>{Text(answer)}</li>");
            said.Append("</ul>");
        }
        return said.ToString();
    }

    /// <summary>By their days, counted through all attempts.</summary>
    static IEnumerable<(int Number, OutcomeOfVisit Visit)> Numbered(SeriesOutcome outcome) =>
        outcome.Visits.OrderBy(v => v.Date).ThenBy(v => v.Attempt).ThenBy(v => v.Visit).Select((v, i) => (i + 1, v));

    static string Table(SeriesOutcome outcome)
    {
        var rows = new StringBuilder("<table><thead><tr><th>Visit</th><th>Date</th><th>Outcome</th><th>Minutes</th><th>Techniques</th><th>Pain before</th><th>Pain after</th><th>Note</th></tr></thead><tbody>");
        foreach (var (number, v) in Numbered(outcome))
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{number}</td><td>{v.Date:yyyy-MM-dd}</td><td>{Text(v.Status)}</td><td>{v.Minutes}</td><td>{Text(string.Join(", ", v.Techniques ?? []))}</td><td>{v.PainBefore}</td><td>{v.PainAfter}</td><td>{Text(v.Note)}</td></tr>");
        return rows.Append("</tbody></table>").ToString();
    }

    /// <summary>Markup is shown as written; what XML 1.0 cannot hold is left out, or nobody could read the report.</summary>
    static string Text(string? words) => words is null ? "" : WebUtility.HtmlEncode(string.Concat(words.EnumerateRunes()
        .Where(r => r != Rune.ReplacementChar && (!Rune.IsControl(r) || r.Value is '\t' or '\n' or '\r') && r.Value is not (0xFFFE or 0xFFFF))));

    static string Uuid(string referralId, string part) => new Guid(Convert.FromHexString(ReferralIds.Hash($"{referralId}/{part}")[..32])).ToString();
}

using System.Globalization;
using System.Net;
using System.Text;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>The report that closes the loop: a FHIR document with one section, the visits and the pain before and after each.</summary>
public static class OutcomeReport
{
    public static string Write(string referralId, Order order, SeriesOutcome outcome, DateTimeOffset now)
    {
        var composition = new Composition
        {
            Id = "report",
            Status = CompositionStatus.Final,
            Type = new("http://loinc.org", "18776-5", "Plan of care note"),
            Date = now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            Title = "Outcome of medical massage therapy",
            Subject = new() { Display = order.Patient.Name },
            Author = [new() { Display = $"{outcome.TherapistName}, {outcome.LocationName}" }],
            Event = [new() { Detail = [new($"ServiceRequest/{referralId}")] }],
            Section = [new() { Title = "Visits", Text = new() { Status = Narrative.NarrativeStatus.Generated, Div = Table(outcome) } }],
        };
        var observations = Numbered(outcome).SelectMany(v => new[] { Pain(v.Number, v.Visit, v.Visit.PainBefore, "before"), Pain(v.Number, v.Visit, v.Visit.PainAfter, "after") }).OfType<Observation>().ToList();
        composition.Section[0].Entry = [.. observations.Select(o => new ResourceReference($"urn:uuid:{o.Id}"))];
        var bundle = new Bundle
        {
            Id = referralId,
            Type = Bundle.BundleType.Document,
            Timestamp = now,
            Identifier = new() { System = "https://clinicnetwork.example/fhir/outcome-report", Value = referralId },
            Entry = [new() { FullUrl = $"urn:uuid:{Uuid(referralId, "composition")}", Resource = composition },
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

    /// <summary>By their days, counted through all attempts.</summary>
    static IEnumerable<(int Number, OutcomeOfVisit Visit)> Numbered(SeriesOutcome outcome) =>
        outcome.Visits.OrderBy(v => v.Date).ThenBy(v => v.Attempt).ThenBy(v => v.Visit).Select((v, i) => (i + 1, v));

    static string Table(SeriesOutcome outcome)
    {
        var rows = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\"><table><thead><tr><th>Visit</th><th>Date</th><th>Outcome</th><th>Minutes</th><th>Techniques</th><th>Pain before</th><th>Pain after</th><th>Note</th></tr></thead><tbody>");
        foreach (var (number, v) in Numbered(outcome))
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{number}</td><td>{v.Date:yyyy-MM-dd}</td><td>{Text(v.Status)}</td><td>{v.Minutes}</td><td>{Text(string.Join(", ", v.Techniques ?? []))}</td><td>{v.PainBefore}</td><td>{v.PainAfter}</td><td>{Text(v.Note)}</td></tr>");
        return rows.Append("</tbody></table></div>").ToString();
    }

    /// <summary>Markup is shown as written; what XML 1.0 cannot hold is left out, or nobody could read the report.</summary>
    static string Text(string? words) => words is null ? "" : WebUtility.HtmlEncode(string.Concat(words.EnumerateRunes()
        .Where(r => r != Rune.ReplacementChar && (!Rune.IsControl(r) || r.Value is '\t' or '\n' or '\r') && r.Value is not (0xFFFE or 0xFFFF))));

    static string Uuid(string referralId, string part) => new Guid(Convert.FromHexString(ReferralIds.Hash($"{referralId}/{part}")[..32])).ToString();
}

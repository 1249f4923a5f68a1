using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals.Pdf;

/// <summary>A report as a file that a physician puts with the patient's papers: what the FHIR document says, and the pain as a picture.</summary>
public static class ReportPdf
{
    /// <param name="report">The FHIR document as JSON.</param>
    /// <param name="number">The order's number at the hospital.</param>
    public static byte[] Write(string report, string number)
    {
        var bundle = (Bundle)FhirJson.Parse(Encoding.UTF8.GetBytes(report));
        var composition = bundle.Entry.Select(e => e.Resource).OfType<Composition>().First();
        var pdf = new PdfDocument(composition.Title!, bundle.Timestamp ?? default);
        var flow = new PdfFlow(pdf);
        flow.Paragraph(composition.Title!, 18, bold: true);
        flow.Paragraph($"{composition.Subject?.Display} · order {number}", 11);
        flow.Paragraph($"{composition.Author.FirstOrDefault()?.Display} · {composition.Date![..10]}{(composition.Status is CompositionStatus.Preliminary ? " · preliminary" : composition.Status is CompositionStatus.Amended ? " · amended" : "")}");
        var scores = Scores(bundle).ToList();
        foreach (var section in composition.Section)
        {
            flow.Heading(section.Title!, 13);
            foreach (var element in XElement.Parse(section.Text!.Div!).Elements()) Put(flow, element);
            if (section == composition.Section[0] && scores.Count > 0) Chart(pdf, flow, scores);
        }
        return pdf.Write($"{number} · report {bundle.Identifier?.Value}");
    }

    /// <summary>As the document's own writer makes them: paragraphs, lists and tables.</summary>
    static void Put(PdfFlow flow, XElement element)
    {
        if (element.Name.LocalName is "ul")
        {
            foreach (var item in element.Elements()) flow.Paragraph($"\u2013 {item.Value}");
            return;
        }
        if (element.Name.LocalName is not "table")
        {
            flow.Paragraph(element.Value, bold: element.Elements().Any(e => e.Name.LocalName is "b"));
            return;
        }
        var rows = element.Descendants().Where(e => e.Name.LocalName is "tr").Select(tr => (IReadOnlyList<string>)[.. tr.Elements().Select(cell => cell.Value)]).ToList();
        flow.Table(rows[0], [.. rows.Skip(1)]);
    }

    sealed record Score(int Visit, bool Before, double Value);

    /// <summary>An observation names its visit in words: <c>Pain before visit 3</c>.</summary>
    static IEnumerable<Score> Scores(Bundle bundle) =>
        from observation in bundle.Entry.Select(e => e.Resource).OfType<Observation>()
        let words = observation.Code.Text!.Split(' ')
        select new Score(int.Parse(words[^1], CultureInfo.InvariantCulture), words[1] is "before", (double)((Quantity)observation.Value!).Value!.Value);

    /// <summary>0 to 10 upwards, visits from left to right; open marks before a visit, filled ones after it.</summary>
    static void Chart(PdfDocument pdf, PdfFlow flow, List<Score> scores)
    {
        const double height = 150, inner = 110;
        flow.Heading("Pain, 0 to 10: open marks before, filled marks after each visit", 10);
        var (x, top, width) = flow.Take(height);
        var (left, right, last) = (x + 20, x + width - 10, Math.Max(2, scores.Max(s => s.Visit)));
        for (var value = 0; value <= 10; value += 2)
        {
            pdf.Line(left, Y(value), right, Y(value), grey: 0.85);
            pdf.Text(x, Y(value) + 3, $"{value}", 8);
        }
        for (var visit = 1; visit <= scores.Max(s => s.Visit); visit += Math.Max(1, last / 20)) pdf.Text(X(visit) - 2, top + inner + 22, $"{visit}", 8);
        foreach (var before in new[] { true, false })
        {
            var line = scores.Where(s => s.Before == before).OrderBy(s => s.Visit).ToList();
            for (var i = 1; i < line.Count; i++) pdf.Line(X(line[i - 1].Visit), Y(line[i - 1].Value), X(line[i].Visit), Y(line[i].Value), 1, before ? 0.5 : 0);
            foreach (var score in line) pdf.Mark(X(score.Visit), Y(score.Value), filled: !before);
        }

        double X(int visit) => left + 10 + ((visit - 1) * (right - left - 20) / (last - 1));
        double Y(double value) => top + 8 + (inner * (10 - value) / 10);
    }
}

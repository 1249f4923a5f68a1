using System.Globalization;
using System.Text;

namespace ClinicNetwork.Referrals.Pdf;

/// <summary>
/// A PDF 1.4 file (ISO 32000-1) of pages with text in Helvetica and lines, nothing else: no script, no picture, no font inside. The same content is the same to
/// the byte. Points of 1/72 inch; y goes down from the top of the page.
/// </summary>
sealed class PdfDocument(string title, DateTimeOffset created)
{
    /// <summary>US letter.</summary>
    public const double PageWidth = 612, PageHeight = 792;

    readonly List<StringBuilder> pages = [];

    public int Pages => pages.Count;

    public void AddPage() => pages.Add(new());

    public void Text(double x, double y, string fit, double size, bool bold = false) =>
        Add(pages[^1], $"BT /{(bold ? "F2" : "F1")} {size} Tf {x} {PageHeight - y} Td {WinAnsi.Literal(fit)} Tj ET");

    public void Line(double x1, double y1, double x2, double y2, double width = 0.5, double grey = 0.6) =>
        Add(pages[^1], $"{grey} G {width} w {x1} {PageHeight - y1} m {x2} {PageHeight - y2} l S");

    /// <summary>A small square around a point, filled or open.</summary>
    public void Mark(double x, double y, bool filled) =>
        Add(pages[^1], $"0 G 0 g 1 w {x - 2.5} {PageHeight - y - 2.5} 5 5 re {(filled ? "B" : "S")}");

    /// <summary>The file; every page gets its number at the foot.</summary>
    public byte[] Write(string foot)
    {
        var objects = new List<string> { "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>", "", Font("Helvetica"), Font("Helvetica-Bold"), $"<< /Title {WinAnsi.Literal(WinAnsi.Fit(title))} /Producer (Clinic Network) /CreationDate (D:{created.UtcDateTime:yyyyMMddHHmmss}Z) >>" };
        var kids = new List<string>();
        for (var i = 0; i < pages.Count; i++)
        {
            Add(pages[i], $"BT /F1 8 Tf 54 30 Td {WinAnsi.Literal(WinAnsi.Fit($"{foot} · page {i + 1} of {pages.Count}"))} Tj ET");
            kids.Add($"{objects.Count + 1} 0 R");
            objects.Add(FormattableString.Invariant($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PageWidth} {PageHeight}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {objects.Count + 2} 0 R >>"));
            objects.Add($"<< /Length {pages[i].Length} >>\nstream\n{pages[i]}\nendstream");
        }
        objects[1] = $"<< /Type /Pages /Kids [{string.Join(' ', kids)}] /Count {kids.Count} >>";
        return Assemble(objects);
    }

    static string Font(string name) => $"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>";

    /// <summary>Objects, then where each begins. All of it is ASCII, so characters are bytes.</summary>
    static byte[] Assemble(List<string> objects)
    {
        var (file, places) = (new StringBuilder("%PDF-1.4\n"), new List<int>());
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places) file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    static void Add(StringBuilder page, FormattableString operators) => page.Append(operators.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

namespace ClinicNetwork.Referrals.Pdf;

/// <summary>Lets headings, paragraphs and tables flow down the pages.</summary>
sealed class PdfFlow
{
    const double Margin = 54, Bottom = PdfDocument.PageHeight - 60, Width = PdfDocument.PageWidth - (2 * Margin), Pad = 4, Leading = 1.3;
    readonly PdfDocument pdf;
    double y;

    public PdfFlow(PdfDocument pdf)
    {
        this.pdf = pdf;
        Break();
    }

    /// <summary>Room for so much in one piece, on this page or the next.</summary>
    public (double X, double Y, double Width) Take(double height)
    {
        if (y + height > Bottom) Break();
        y += height;
        return (Margin, y - height, Width);
    }

    public void Heading(string text, double size)
    {
        // Not alone at the foot of a page.
        if (y + (size * 4) > Bottom) Break();
        y += size * 0.6;
        Paragraph(text, size, bold: true);
    }

    public void Paragraph(string text, double size = 10, bool bold = false)
    {
        foreach (var line in Wrap(WinAnsi.Fit(text), Width, size, bold)) Put(line, size, bold);
        y += size * 0.4;
    }

    void Put(string line, double size, bool bold)
    {
        var (x, at, _) = Take(size * Leading);
        pdf.Text(x, at + size, line, size, bold);
    }

    /// <summary>The head stands on every page that the table goes over.</summary>
    public void Table(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows, double size = 8.5)
    {
        var widths = Widths([head, .. rows], size);
        Row(head, widths, size, bold: true);
        foreach (var row in rows)
        {
            var lines = Lines(row, widths, size, bold: false);
            // A cell longer than a page goes on over the next.
            for (var from = 0; from == 0 || from < lines.Max(l => l.Count);)
            {
                var free = (int)((Bottom - y - (2 * Pad)) / (size * Leading));
                if (free < Math.Min(3, lines.Max(l => l.Count) - from))
                {
                    Break();
                    Row(head, widths, size, bold: true);
                    continue;
                }
                var part = lines.Select(l => (IReadOnlyList<string>)[.. l.Skip(from).Take(free)]).ToList();
                Row(part, widths, size, bold: false);
                from += free;
            }
        }
        y += size;
    }

    /// <summary>No column is narrower than its longest word, within reason; what is left goes to those whose text is longer.</summary>
    static List<double> Widths(List<IReadOnlyList<string>> rows, double size)
    {
        var (least, wanted) = (new List<double>(), new List<double>());
        for (var column = 0; column < rows[0].Count; column++)
        {
            var cells = rows.Select(row => row.Count > column ? WinAnsi.Fit(row[column]) : "").ToList();
            least.Add(Math.Min(Width / 4, cells.Max(cell => cell.Split(' ').Max(word => WinAnsi.Width(word, size, bold: true))) + (2 * Pad) + 1));
            wanted.Add(Math.Max(1, cells.Max(cell => WinAnsi.Width(cell, size, bold: true)) + (2 * Pad) + 1 - least[^1]));
        }
        var (fits, free) = (Math.Min(1, Width / least.Sum()), Math.Max(0, Width - least.Sum()));
        return [.. least.Select((width, column) => (width * fits) + (free * wanted[column] / wanted.Sum()))];
    }

    void Row(IReadOnlyList<string> cells, List<double> widths, double size, bool bold) => Row(Lines(cells, widths, size, bold), widths, size, bold);

    void Row(IReadOnlyList<IReadOnlyList<string>> cells, List<double> widths, double size, bool bold)
    {
        var (x, top, _) = Take((Math.Max(1, cells.Max(c => c.Count)) * size * Leading) + (2 * Pad));
        for (var i = 0; i < widths.Count; x += widths[i], i++)
            for (var line = 0; i < cells.Count && line < cells[i].Count; line++) pdf.Text(x + Pad, top + Pad + size + (line * size * Leading), cells[i][line], size, bold);
        pdf.Line(Margin, y, Margin + Width, y);
    }

    static List<IReadOnlyList<string>> Lines(IReadOnlyList<string> cells, List<double> widths, double size, bool bold) =>
        [.. cells.Select((cell, i) => (IReadOnlyList<string>)[.. Wrap(WinAnsi.Fit(cell), widths[i] - (2 * Pad), size, bold)])];

    void Break()
    {
        pdf.AddPage();
        y = Margin;
    }

    /// <summary>At blanks; a word wider than the line is cut.</summary>
    static IEnumerable<string> Wrap(string text, double width, double size, bool bold)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = word;
            if (line.Length > 0 && WinAnsi.Width($"{line} {rest}", size, bold) <= width)
            {
                line = $"{line} {rest}";
                continue;
            }
            if (line.Length > 0) yield return line;
            while (WinAnsi.Width(rest, size, bold) > width && rest.Length > 1)
            {
                var fits = rest.Length;
                while (fits > 1 && WinAnsi.Width(rest[..fits], size, bold) > width) fits--;
                yield return rest[..fits];
                rest = rest[fits..];
            }
            line = rest;
        }
        if (line.Length > 0) yield return line;
    }
}

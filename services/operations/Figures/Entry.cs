namespace ClinicNetwork.Operations.Figures;

/// <summary>By what figures are told apart. Codes and ids.</summary>
public sealed record Cut(string Chain, string Partner, string? Location, string? Payer);

/// <summary>What one page of the books gains or loses.</summary>
/// <param name="Page">See <see cref="Books.PageOf"/>.</param>
/// <param name="Field">Cut and measure within it.</param>
public sealed record Entry(string Page, string Field, int By)
{
    /// <summary>What is different when some referrals' moments are taken out and others put in.</summary>
    public static IReadOnlyList<Entry> Between(IReadOnlyList<(Cut Cut, IReadOnlyList<string> Moments)> before, IReadOnlyList<(Cut Cut, IReadOnlyList<string> Moments)> now)
    {
        var entries = new Dictionary<(string Page, string Field), int>();
        foreach (var row in before) Add(row, -1);
        foreach (var row in now) Add(row, 1);
        return [.. entries.Where(e => e.Value != 0).Select(e => new Entry(e.Key.Page, e.Key.Field, e.Value))];

        void Add((Cut Cut, IReadOnlyList<string> Moments) row, int by)
        {
            foreach (var moment in row.Moments)
            {
                var (measure, hour) = Moments.Parts(moment);
                var key = (Books.PageOf(row.Cut.Chain, hour), $"{Books.FieldOf(row.Cut)}.{measure}");
                entries[key] = entries.GetValueOrDefault(key) + by;
            }
        }
    }
}

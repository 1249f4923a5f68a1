namespace ClinicNetwork.Fhir;

/// <summary>Which versions of a resource are asked for (FHIR R4 http.html#history).</summary>
/// <param name="Since">Made at or after this moment.</param>
/// <param name="Count">At most so many, 0 or more.</param>
/// <param name="Before">Only older ones than this version: a next link says so.</param>
sealed record HistoryRequest(DateTimeOffset? Since, int Count, string? Before, string? SinceText, string? CountText)
{
    /// <exception cref="RefusalException">A parameter is not what it has to be; others are ignored, and missing in the self link.</exception>
    public static HistoryRequest Read(IQueryCollection query)
    {
        var (since, count, before) = (Value("_since"), Value("_count"), Value(SearchCursor.Parameter));
        return new(
            since is null ? null : DateValue.Period(since.Replace(' ', '+'))?.From ?? throw SearchRefusal.Of("bad-date", "_since", "write a moment such as 2026-11-27T10:30:00Z."),
            count is null ? SearchRequest.MostEntries : SearchRequest.ReadCount("_count", count),
            before, since, count);

        string? Value(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>As links repeat it.</summary>
    public string Query(string? before)
    {
        (string Name, string? Text)[] parameters = [("_since", SinceText), ("_count", CountText), (SearchCursor.Parameter, before)];
        var query = string.Join('&', parameters.Where(p => p.Text is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Text!)}"));
        return query is "" ? "" : $"?{query}";
    }
}

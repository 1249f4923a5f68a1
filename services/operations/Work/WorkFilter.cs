namespace ClinicNetwork.Operations.Work;

/// <summary>Which items of the worklists are looked at: what the address of the page says, and nothing else.</summary>
/// <param name="List">A reason's code; null: all.</param>
/// <param name="Location">A location's id; null: anywhere.</param>
/// <param name="Whose"><c>mine</c>, <c>nobody</c>; null: everybody's.</param>
/// <param name="Snoozed">Those that are put off, instead of the others.</param>
/// <param name="After">The place behind which the page begins; null: at the top.</param>
public sealed record WorkFilter(string? List = null, string? Location = null, string? Whose = null, bool Snoozed = false, string? After = null)
{
    public const string Address = "/worklist";

    public static WorkFilter Of(IQueryCollection query) =>
        new(Text(query["list"]), Text(query["location"]), query["whose"].ToString() switch { "mine" => "mine", "nobody" => "nobody", _ => null }, query["snoozed"] == "true", Text(query["after"]));

    /// <summary>As <see cref="Query"/> has written it; what cannot be read is as good as nothing.</summary>
    public static WorkFilter Parse(string? query) =>
        Of(new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query ?? "")));

    /// <summary>The same as a query, without its question mark.</summary>
    public string Query => string.Join('&', new[] { Pair("list", List), Pair("location", Location), Pair("whose", Whose), Pair("snoozed", Snoozed ? "true" : null), Pair("after", After) }.OfType<string>());

    /// <summary>The page's address.</summary>
    public string Here => Query is "" ? Address : $"{Address}?{Query}";

    static string? Pair(string name, string? text) => text is null ? null : $"{name}={Uri.EscapeDataString(text)}";

    static string? Text(string? text) => string.IsNullOrEmpty(text) || text.Length > 200 ? null : text;
}

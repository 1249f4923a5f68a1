using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Microsoft.Extensions.Primitives;

namespace ClinicNetwork.Fhir;

/// <summary>What a search asks for, read and found possible; what was ignored is not in it, nor in the links made of it.</summary>
/// <param name="Count">Resources of a page, 0–200; 0 and <c>_summary=count</c> ask for the number alone.</param>
/// <param name="Sort">A name of <see cref="ListDefinition.Sorts"/>; null: ours.</param>
/// <param name="Descending">The sort begins with a minus.</param>
public sealed record SearchRequest(ListDefinition List, IReadOnlyList<Criterion> Criteria)
{
    public const int MostEntries = 200;
    const int UsualEntries = 50;
    const int MostParameters = 40;
    const int LongestText = 4000;

    public int Count { get; private init; } = UsualEntries;
    public string? Sort { get; private init; }
    public bool Descending { get; private init; }
    public IReadOnlyList<string> Elements { get; private init; } = [];
    public IReadOnlyList<string> Includes { get; private init; } = [];
    public SearchCursor? After { get; private init; }
    /// <summary>The parameters that shape the answer, as links repeat them.</summary>
    IReadOnlyList<(string Name, string Text)> Shape { get; init; } = [];

    public IEnumerable<Criterion> Of(string parameter) => Criteria.Where(c => c.Parameter.Name == parameter);

    /// <summary>The address of this search, behind a place or from its beginning.</summary>
    public string Link(string fhirBase, SearchCursor? after)
    {
        var parameters = Criteria.Select(c => (c.Name, c.Text)).Concat(Shape);
        if (after is not null) parameters = parameters.Append((SearchCursor.Parameter, after.ToString()));
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Text)}"));
        return $"{fhirBase}/{List.Type}{(query is "" ? "" : "?")}{query}";
    }

    /// <summary>Reads a query and, of <c>POST _search</c>, a form.</summary>
    /// <exception cref="RefusalException">Something known cannot be honoured; or something is not known and <c>Prefer: handling=strict</c> forbids to ignore it.</exception>
    public static async Task<SearchRequest> Read(HttpContext http, ListDefinition list, CancellationToken ct)
    {
        var isStrict = Preferences.IsStrict(http);
        var fhirBase = PublicAddress.Fhir(http);
        var (request, criteria, shape) = (new SearchRequest(list, []), new List<Criterion>(), new List<(string, string)>());
        foreach (var (name, text) in await SearchForm.Parameters(http.Request, ct))
        {
            if (criteria.Count + shape.Count == MostParameters) throw SearchRefusal.Of("too-many-parameters", name, $"a search has at most {MostParameters} parameters.");
            if (text.Length > LongestText) throw SearchRefusal.Of("too-long", name, $"a parameter has at most {LongestText} characters.");
            if (text is not "" && request.Shaped(name, text) is { } shaped)
            {
                request = shaped;
                if (name != SearchCursor.Parameter) shape.Add((name, text));
            }
            else if (text is not "" && list.Parameters.FirstOrDefault(p => name == p.Name || name.StartsWith(p.Name + ":", StringComparison.Ordinal) || name == p.Name + ".identifier") is { } parameter)
                criteria.Add(Criterion.Read(parameter, name, text, fhirBase));
            else if (isStrict && name is not ("_format" or "_pretty"))
                throw SearchRefusal.Of("not-supported", name, text is "" ? "it has no value." : $"{list.Type} cannot be searched by it; there are {string.Join(", ", list.Parameters.Select(p => p.Name))}.");
        }
        return request with { Criteria = criteria, Shape = shape };
    }

    /// <summary>How many at once, and never more than <see cref="MostEntries"/>.</summary>
    public static int ReadCount(string name, string text) => int.TryParse(text, System.Globalization.NumberStyles.None, null, out var count)
        ? Math.Min(count, MostEntries)
        : throw SearchRefusal.Of("bad-count", name, "write a whole number, 0 or more.");

    /// <summary>With what this parameter says of the answer; null when it says nothing that is known.</summary>
    SearchRequest? Shaped(string name, string text) => name switch
    {
        "_count" => this with { Count = Math.Min(ReadCount(name, text), Count is 0 ? 0 : MostEntries) },
        "_summary" when text is "count" => this with { Count = 0 },
        "_summary" when text is "false" => this,
        "_elements" => this with { Elements = [.. text.Split(',').Select(e => Subset.Find(List.Type, e.Trim()))] },
        "_include" when text.Split(',').All(i => List.Includes.Contains(i)) => this with { Includes = [.. Includes, .. text.Split(',')] },
        "_sort" => List.Sorts.Contains(text.TrimStart('-')) ? this with { Sort = text.TrimStart('-'), Descending = text[0] == '-' }
            : throw SearchRefusal.Of("unknown-sort", name, List.Sorts.Count == 0 ? "this list has an order of its own." : $"sort by one of {string.Join(", ", List.Sorts)}, with a minus for the newest first."),
        SearchCursor.Parameter => this with { After = SearchCursor.TryRead(text) ?? throw SearchRefusal.Of("bad-cursor", name, "follow a next link as it was given.") },
        _ => null,
    };
}

/// <summary>Parameters in the order in which they were sent.</summary>
static class SearchForm
{
    /// <exception cref="RefusalException">The body is no form.</exception>
    public static async Task<IEnumerable<(string Name, string Text)>> Parameters(HttpRequest request, CancellationToken ct)
    {
        var query = Flat(request.Query);
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null)) return query;
        if (!request.HasFormContentType)
            throw new RefusalException(new Refusal(RefusalKind.UnsupportedMediaType, "not-a-form", "A search is posted as application/x-www-form-urlencoded."));
        try
        {
            return query.Concat(Flat(await request.ReadFormAsync(ct)));
        }
        catch (InvalidDataException)
        {
            throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-form", "The body is not a form of search parameters."));
        }
    }

    static IEnumerable<(string, string)> Flat(IEnumerable<KeyValuePair<string, StringValues>> parameters) =>
        from parameter in parameters from text in parameter.Value select (parameter.Key, text ?? "");
}

using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>A page of what was found.</summary>
/// <param name="Total">All that match, where it is known.</param>
/// <param name="Next">Where the next page begins; null: there is none.</param>
public sealed record SearchPage(IReadOnlyList<Resource> Matches, int? Total = null, SearchCursor? Next = null)
{
    public IReadOnlyList<Resource> Included { get; init; } = [];

    /// <summary>FHIR R4 searchset, with the search as it was understood (bundle.html#searchset).</summary>
    public FhirAnswer Answer(HttpContext http, SearchRequest request)
    {
        var address = PublicAddress.Fhir(http);
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset, Total = Total };
        bundle.Link.Add(new() { Relation = "self", Url = request.Link(address, request.After) });
        if (Next is not null) bundle.Link.Add(new() { Relation = "next", Url = request.Link(address, Next) });
        foreach (var match in Matches)
        {
            if (request.Elements.Count > 0) Subset.Keep(match, request.Elements);
            bundle.AddSearchEntry(match, $"{address}/{match.TypeName}/{match.Id}", Bundle.SearchEntryMode.Match);
        }
        foreach (var included in Included) bundle.AddSearchEntry(included, $"{address}/{included.TypeName}/{included.Id}", Bundle.SearchEntryMode.Include);
        return new(bundle);
    }
}

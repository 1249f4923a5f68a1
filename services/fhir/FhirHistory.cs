using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>
/// FHIR R4 http.html#history: every version with what made it (bundle invariants bdl-3 and bdl-4: each entry has request and response). Since when
/// (<c>_since</c>) and how many at once (<c>_count</c>) are the caller's to say.
/// </summary>
public static class FhirHistory
{
    /// <param name="newestFirst">All versions of one resource, each with its meta; the last of them made it.</param>
    /// <exception cref="RefusalException">A parameter is not what it has to be.</exception>
    public static FhirAnswer Of(HttpContext http, IReadOnlyList<Resource> newestFirst)
    {
        var (address, first, asked) = (PublicAddress.Fhir(http), newestFirst[^1], HistoryRequest.Read(http.Request.Query));
        var wanted = newestFirst.Where(v => asked.Since is not { } since || v.Meta!.LastUpdated >= since).ToList();
        var page = wanted.SkipWhile(v => asked.Before is { } before && v.Meta!.VersionId != before).Skip(asked.Before is null ? 0 : 1).Take(asked.Count).ToList();
        var own = $"{address}/{first.TypeName}/{first.Id}/_history";
        var link = new List<Bundle.LinkComponent> { new() { Relation = "self", Url = own + asked.Query(asked.Before) } };
        if (page.Count > 0 && page[^1] != wanted[^1]) link.Add(new() { Relation = "next", Url = own + asked.Query(page[^1].Meta!.VersionId) });
        return new(new Bundle
        {
            Type = Bundle.BundleType.History,
            Total = wanted.Count,
            Link = link,
            Entry = [.. page.Select(version => new Bundle.EntryComponent
            {
                FullUrl = $"{address}/{version.TypeName}/{version.Id}",
                Resource = version,
                Request = version == first
                    ? new() { Method = Bundle.HTTPVerb.POST, Url = version.TypeName }
                    : new() { Method = Bundle.HTTPVerb.PUT, Url = $"{version.TypeName}/{version.Id}" },
                Response = new() { Status = version == first ? "201 Created" : "200 OK", Etag = EntityTags.Of(version.Meta!.VersionId!), LastModified = version.Meta.LastUpdated },
            })],
        });
    }
}

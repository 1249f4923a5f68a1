using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>FHIR R4 http.html#history: every version with what made it (bundle invariants bdl-3 and bdl-4: each entry has request and response).</summary>
public static class FhirHistory
{
    /// <param name="newestFirst">All versions of one resource, each with its meta; the last of them made it.</param>
    public static FhirAnswer Of(HttpContext http, IReadOnlyList<Resource> newestFirst)
    {
        var (address, first) = (PublicAddress.Fhir(http), newestFirst[^1]);
        return new(new Bundle
        {
            Type = Bundle.BundleType.History,
            Total = newestFirst.Count,
            Link = [new() { Relation = "self", Url = $"{address}/{first.TypeName}/{first.Id}/_history" }],
            Entry = [.. newestFirst.Select(version => new Bundle.EntryComponent
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

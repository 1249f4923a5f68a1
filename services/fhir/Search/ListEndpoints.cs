using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace ClinicNetwork.Fhir;

/// <summary>Finds a page of a list for the caller, and says of the search how links shall name it.</summary>
public delegate Task<(SearchRequest Request, SearchPage Page)> ListFinder(SearchRequest request, HttpContext http, CancellationToken ct);

public static class ListEndpoints
{
    /// <summary>The type's search by GET (and HEAD) and by POST (FHIR R4, http.html#search), audited where it tells of patients.</summary>
    public static void MapList(this WebApplication app, ListDefinition list, AuthorizationPolicy policy, ListFinder find)
    {
        var read = app.MapRead($"/fhir/{list.Type}", Answer).WithMetadata(list);
        foreach (var endpoint in new[] { read, app.MapPost($"/fhir/{list.Type}/_search", Answer) })
        {
            endpoint.RequireAuthorization(policy);
            if (list.TellsOfPatients) endpoint.Audited("search");
        }

        async Task<IResult> Answer(HttpContext http, CancellationToken ct)
        {
            var (request, page) = await find(await SearchRequest.Read(http, list, ct), http, ct);
            return page.Answer(http, request);
        }
    }
}

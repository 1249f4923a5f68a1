using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>Pages of what is read as a whole because it is little: one patient's, one order's, the directory.</summary>
public static class ReadList
{
    /// <param name="place">Where an item stands; those of one place go by their ids.</param>
    /// <returns>The page, where the next one begins, and how many there are in all.</returns>
    public static (IReadOnlyList<T> Page, SearchCursor? Next, int Total) Page<T>(this SearchRequest request, IEnumerable<T> matching, Func<T, ulong> place, Func<T, string> id)
    {
        var all = matching.Select(item => (Step: place(item), Id: id(item), Item: item)).OrderBy(i => i.Step).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        var ahead = all.FindAll(i => request.After?.IsBefore(i.Step, i.Id) != false);
        var page = ahead.Take(request.Count).ToList();
        var next = page.Count > 0 && ahead.Count > page.Count ? new SearchCursor(page[^1].Step, page[^1].Id, 0) : null;
        return ([.. page.Select(i => i.Item)], next, all.Count);
    }

    /// <summary>Of resources: those that match, by place and id.</summary>
    public static SearchPage Page(this SearchRequest request, IEnumerable<Resource> all, Func<Resource, ulong> place)
    {
        var (page, next, total) = request.Page(all.Where(r => request.Criteria.All(c => c.IsMetBy(r))), place, r => r.Id!);
        return new(page, total, next);
    }
}

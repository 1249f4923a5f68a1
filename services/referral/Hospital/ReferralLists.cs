using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>Searches of referrals: by id or number, else along lists; all that is found is looked at again as it will be shown.</summary>
public sealed class ReferralLists(MongoDocuments<Referral, ReferralFact> referrals, PartnerRegistry registry, Pseudonyms pseudonyms, TimeProvider clock)
{
    /// <summary>So many are counted, or read for one number, at most.</summary>
    const int MostCounted = 10_000;
    const int MostRead = 1000;

    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;
    readonly KeyWalk<Referral, ReferralFact> walk = new(referrals.Collection, "state.keys", r => r.Keys ?? [], clock);

    /// <param name="parts">What of a document is read for it.</param>
    /// <param name="show">The resource that stands for it.</param>
    internal async Task<(SearchRequest Request, SearchPage Page, IReadOnlyList<Document> Documents)> Find(
        SearchRequest request, HttpContext http, ProjectionDefinition<Document> parts, Func<Document, Resource> show, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var (named, numbers) = await ReferralNumbers.Of(request, caller, registry, pseudonyms, ct);
        bool Matches(Document d)
        {
            if (!d.State.MaySee(http) || !numbers.All(alternatives => alternatives.Overlaps(d.State.Keys ?? []))) return false;
            return show(d) is var shown && named.Criteria.All(c => c.Parameter.Name is "patient" || c.IsMetBy(shown));
        }

        if (ReferralPlan.IsDirect(named))
        {
            var (all, next, total) = named.Page((await Read(named, numbers, parts, ct)).Where(Matches), d => Step(d, named), d => d.Id);
            return (named, new([.. all.Select(show)], total, next), all);
        }
        var plan = ReferralPlan.Of(named, caller);
        if (named.Count == 0) return (named, new([], await Count(plan, parts, Matches, ct)), []);
        var (found, behind) = await walk.Page(plan.Lists, plan.NewestFirst, plan.From, plan.To, named.After, named.Count, parts, Matches, ct);
        int? known = named.After is not null ? null : behind is null ? found.Count : plan.IsExact ? await walk.Count(plan.Lists, MostRead, ct) : null;
        return (named, new([.. found.Select(show)], known, behind), found);
    }

    async Task<IReadOnlyList<Document>> Read(SearchRequest request, IReadOnlyList<IReadOnlySet<string>> numbers, ProjectionDefinition<Document> parts, CancellationToken ct)
    {
        var ids = request.Criteria.FirstOrDefault(c => c.Parameter.Name is "_id" or "focus");
        var filter = ids is not null
            ? Where.In(d => d.Id, ids.Values.Select(v => v is ReferenceValue reference ? reference.Id : (v as TokenValue)?.Code).OfType<string>())
            : Where.In("state.keys", numbers[0]);
        var found = await referrals.Collection.Find(filter, new() { Hint = ids is null ? walk.Hint : null }).Limit(MostRead + 1).Project<Document>(parts).ToListAsync(ct);
        return found.Count <= MostRead ? found : throw SearchRefusal.TooCostly("identifier", $"more than {MostRead} have this number: name its system.");
    }

    /// <summary>The ids of referrals that have one of these keys, so many at most.</summary>
    internal async Task<IReadOnlyList<string>> With(IReadOnlySet<string> keys, int most, CancellationToken ct) =>
        await referrals.Collection.Find(Where.In("state.keys", keys), new() { Hint = walk.Hint }).Limit(most).Project(d => d.Id).ToListAsync(ct);

    static ulong Step(Document document, SearchRequest request)
    {
        var place = ListKey.Place(document.State.At(ReferralPlan.OrderOf(request)), document.Id);
        return ReferralPlan.IsNewestFirst(request) ? ~place : place;
    }

    /// <exception cref="RefusalException">There are more than are ever counted.</exception>
    async Task<int> Count(ReferralPlan plan, ProjectionDefinition<Document> parts, Func<Document, bool> matches, CancellationToken ct)
    {
        if (plan.IsExact) return await walk.Count(plan.Lists, MostCounted, ct) ?? throw TooMany(MostCounted);
        var (found, next) = await walk.Page(plan.Lists, plan.NewestFirst, plan.From, plan.To, null, MostRead, parts, matches, ct);
        return next is null ? found.Count : throw TooMany(MostRead);

        static RefusalException TooMany(int most) => SearchRefusal.TooCostly("_summary", $"more than {most} match, and no further is counted: add a shorter period (authored-on, _lastUpdated) or a status.");
    }
}

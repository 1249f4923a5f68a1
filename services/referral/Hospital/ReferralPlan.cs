using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Along which lists a search goes, where no number or id leads to it directly.</summary>
/// <param name="Lists">Read as one; none: nothing can match.</param>
/// <param name="From">Nothing before; null: from the first.</param>
/// <param name="To">Nothing at or behind; null: to the last.</param>
/// <param name="IsExact">All in the lists matches, so they can be counted.</param>
sealed record ReferralPlan(IReadOnlyList<string> Lists, bool NewestFirst, DateTimeOffset? From, DateTimeOffset? To, bool IsExact)
{
    static readonly HashSet<string> Numbers = ["_id", "focus", "identifier", "patient"];

    /// <summary>True when ids or numbers lead to it; the whole of it is then read and put in order.</summary>
    public static bool IsDirect(SearchRequest request) => request.Criteria.Any(c => Numbers.Contains(c.Parameter.Name));

    public static ListOrder OrderOf(SearchRequest request) => request.Sort switch
    {
        "_lastUpdated" => Updated(request),
        null when request.Of("_lastUpdated").Any() && !request.Of("authored-on").Any() => Updated(request),
        _ => ListOrder.Arrived,
    };

    static ListOrder Updated(SearchRequest request) => request.List == ReferralSearches.ServiceRequests ? ListOrder.OrderUpdated : ListOrder.Updated;

    public static bool IsNewestFirst(SearchRequest request) => request.Sort is null || request.Descending;

    /// <exception cref="RefusalException">A parameter that no list goes by.</exception>
    public static ReferralPlan Of(SearchRequest request, Caller caller)
    {
        var order = OrderOf(request);
        var (time, other) = order is not ListOrder.Arrived ? ("_lastUpdated", "authored-on") : ("authored-on", "_lastUpdated");
        if (request.Of(other).Any())
            throw SearchRefusal.TooCostly(other, $"this list goes by {time}: sort by {other}, leave one of the two out, or add identifier or patient.");
        if (request.List == ReferralSearches.ServiceRequests && request.Criteria.FirstOrDefault(c => c.Parameter.Name is "requester" or "performer" or "authored") is { } alone)
            throw SearchRefusal.TooCostly(alone.Name, "no list goes by it: add identifier, patient or _id.");

        var isOrders = request.List == ReferralSearches.ServiceRequests;
        var standings = order is ListOrder.OrderUpdated ? [ReferralKeys.Any] : Standings(request, isOrders);
        var (from, to) = Bounds(request.Of(time));
        return new([.. from owner in Owners(request, caller) from standing in standings select ReferralKeys.List(owner, standing, order)],
            IsNewestFirst(request), from, to, from is null && to is null && !request.Of(time).Any() && !request.Of("requester").Any() && !request.Of("owner").Any() && !(isOrders && request.Of("status").Any()));
    }

    /// <summary>A partner's list is its own; people's are their chains', all, or one partner's of which they see their chains'.</summary>
    static IEnumerable<string> Owners(SearchRequest request, Caller caller)
    {
        if (caller.Partner is { } partner) return [ReferralKeys.Partner(partner)];
        if (request.Of("requester").FirstOrDefault() is { } requester)
            return requester.Values.OfType<TokenValue>().Select(v => v.Code).OfType<string>().Distinct().Select(ReferralKeys.Partner);
        var owners = request.Of("owner").FirstOrDefault()?.Values.OfType<ReferenceValue>().Select(v => v.Id).ToHashSet();
        return caller.IsNetworkWide
            ? owners?.Select(ReferralKeys.Chain) ?? [ReferralKeys.Network]
            : caller.Chains.Where(c => owners?.Contains(c) != false).Distinct().Select(ReferralKeys.Chain);
    }

    static IReadOnlyList<string> Standings(SearchRequest request, bool isOrders)
    {
        var criteria = request.Criteria.Where(c => c.Parameter.Name is "status" or "business-status").ToList();
        if (criteria.Count == 0) return [ReferralKeys.Any];
        return [.. ReferralKeys.Standings.Where(s => criteria.All(c => c.Values.OfType<TokenValue>().Any(v => Shows(c, v, s.TaskStatus, s.Business))))
            .Select(s => ReferralKeys.Standing(s.TaskStatus, s.Business))];

        bool Shows(Criterion criterion, TokenValue value, string task, BusinessStatus business) => (criterion.Parameter.Name, isOrders) switch
        {
            ("business-status", _) => value.Code is null || value.Code == business.Code() || value.Code == business.PublishedCode(),
            (_, false) => value.Code is null || value.Code == task,
            _ => value.Code switch
            {
                null => true,
                "revoked" => business is BusinessStatus.CancellationRequested or BusinessStatus.Cancelled,
                "completed" => business is BusinessStatus.Completed,
                "active" => business is not (BusinessStatus.CancellationRequested or BusinessStatus.Cancelled or BusinessStatus.Completed),
                "draft" or "on-hold" => throw SearchRefusal.TooCostly(criterion.Name, "no list goes by this status: add identifier, patient or _id."),
                _ => false,
            },
        };
    }

    /// <summary>The period outside of which nothing can match; what is within is still looked at.</summary>
    static (DateTimeOffset? From, DateTimeOffset? To) Bounds(IEnumerable<Criterion> dates)
    {
        (DateTimeOffset? From, DateTimeOffset? To) bounds = (null, null);
        foreach (var date in dates)
        {
            var values = date.Values.OfType<DateValue>().ToList();
            // A resource shows whole seconds where its key has milliseconds.
            if (values.TrueForAll(v => v.Prefix is "eq" or "gt" or "ge" or "sa") && values.Min(v => v.From).AddSeconds(-1) is var from && !(bounds.From > from)) bounds.From = from;
            if (values.TrueForAll(v => v.Prefix is "eq" or "lt" or "le" or "eb") && values.Max(v => v.To).AddSeconds(1) is var to && !(bounds.To < to)) bounds.To = to;
        }
        return bounds;
    }
}

using System.Globalization;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using Store = ClinicNetwork.Hosting.DocumentStore<ClinicNetwork.Referrals.Subscription, ClinicNetwork.Referrals.SubscriptionFact>;

namespace ClinicNetwork.Referrals;

/// <summary>The guide's operations on subscriptions, for their owners: <c>$status</c> of one or of all, <c>$events</c> that were.</summary>
public static class SubscriptionOperations
{
    /// <summary>So many events at once; who asks for more goes on behind the last one.</summary>
    public const int MostEvents = 100;

    public static void MapSubscriptionOperations(this WebApplication app)
    {
        var read = AccessPolicies.Allow("system/Subscription.r");
        var (status, events) = (new FhirOfferDetails { Operation = Backport.StatusOperation }, new FhirOfferDetails { Operation = Backport.EventsOperation });
        app.MapRead("/fhir/Subscription/$status", StatusOfAll).RequireAuthorization(read).WithMetadata(status);
        app.MapPost("/fhir/Subscription/$status", StatusOfAll).RequireAuthorization(read).WithMetadata(status);
        app.MapRead("/fhir/Subscription/{id}/$status", StatusOfOne).RequireAuthorization(read).WithMetadata(status);
        app.MapPost("/fhir/Subscription/{id}/$status", StatusOfOne).RequireAuthorization(read).WithMetadata(status);
        app.MapRead("/fhir/Subscription/{id}/$events", Events).RequireAuthorization(read).WithMetadata(events).Audited("read");
        app.MapPost("/fhir/Subscription/{id}/$events", Events).RequireAuthorization(read).WithMetadata(events).Audited("read");
    }

    static async Task<IResult> StatusOfOne(string id, HttpContext http, Store subscriptions, NotificationWriter writer, CancellationToken ct) =>
        await Subscriptions.Own(id, http, subscriptions, ct) is { } own ? StatusOf(http, writer, [own.State]) : Subscriptions.NotFound(http);

    /// <summary>Of one's own; each of <c>id</c> and <c>status</c> may be given several times, any of them is enough.</summary>
    static async Task<IResult> StatusOfAll(HttpContext http, MongoDocuments<Subscription, SubscriptionFact> all, NotificationWriter writer, CancellationToken ct)
    {
        var (owner, asked) = (Caller.Of(http.User).Id, await OperationParameters.Read(http, ct));
        var (ids, statuses) = (asked.All("id"), asked.All("status"));
        if (statuses.FirstOrDefault(s => !Enum.GetValues<SubscriptionStatus>().Any(known => known.Code() == s)) is not null)
            throw SearchRefusal.Of("unknown-code", "status", "write requested, active, error or off.");
        var own = await all.Collection.Find(d => d.State.Owner == owner, new() { Hint = MongoNoticeLists.ByOwner }).SortBy(d => d.Id).Limit(Subscriptions.Most).Project(d => d.State).ToListAsync(ct);
        return StatusOf(http, writer, own.Where(s => (ids.Count == 0 || ids.Contains(s.Id)) && (statuses.Count == 0 || statuses.Contains(s.Status.Code()))));
    }

    static FhirAnswer StatusOf(HttpContext http, NotificationWriter writer, IEnumerable<Subscription> subscriptions)
    {
        var address = PublicAddress.Fhir(http);
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset };
        foreach (var subscription in subscriptions)
        {
            var status = writer.Status(subscription);
            status.Id = subscription.Id;
            bundle.AddSearchEntry(status, $"{address}/Subscription/{subscription.Id}/$status", Bundle.SearchEntryMode.Match);
        }
        bundle.Total = bundle.Entry.Count;
        return new(bundle);
    }

    /// <summary>From and to these numbers, both included; without the one from the first on, without the other to the last. At most <see cref="MostEvents"/>.</summary>
    static async Task<IResult> Events(
        string id, HttpContext http, Store subscriptions, MongoDocuments<Delivery, DeliveryFact> deliveries, NotificationWriter writer, TimeProvider clock, CancellationToken ct)
    {
        if (await Subscriptions.Own(id, http, subscriptions, ct) is not { State: var subscription }) return Subscriptions.NotFound(http);
        var asked = await OperationParameters.Read(http, ct);
        var (from, to) = (Number(asked, "eventsSinceNumber") ?? 1, Number(asked, "eventsUntilNumber") ?? subscription.Events);
        var content = asked.One("content") is { } code ? Backport.ContentOf(code) ?? throw SearchRefusal.Of("unknown-code", "content", "write empty, id-only or full-resource.") : subscription.Terms!.Content;
        // No more is told than was subscribed to.
        if (content > subscription.Terms!.Content) content = subscription.Terms.Content;
        var found = from > to ? [] : await deliveries.Collection
            .Find(Builders<Document<Delivery, DeliveryFact>>.Filter.Gte(d => d.Id, Delivery.IdOf(id, from)) & Builders<Document<Delivery, DeliveryFact>>.Filter.Lte(d => d.Id, Delivery.IdOf(id, Math.Min(to, subscription.Events))), new() { Hint = MongoNoticeLists.ById })
            .SortBy(d => d.Id).Limit(MostEvents).Project(d => d.State.Event).ToListAsync(ct);
        return new FhirAnswer(await writer.Events(subscription, [.. found.OfType<NumberedEvent>()], content, clock.GetUtcNow(), ct));
    }

    static long? Number(OperationParameters asked, string name) => asked.One(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw SearchRefusal.Of("bad-number", name, "write the number of an event, 1 or more.");
}

/// <summary>What an operation is asked for: in the query, or as Parameters (FHIR R4 operations.html#executing).</summary>
sealed record OperationParameters(IReadOnlyList<(string Name, string Value)> Values)
{
    public IReadOnlyList<string> All(string name) => [.. Values.Where(v => v.Name == name).Select(v => v.Value)];

    public string? One(string name) => Values.FirstOrDefault(v => v.Name == name).Value;

    /// <exception cref="RefusalException">The body is no Parameters resource.</exception>
    public static async Task<OperationParameters> Read(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query.SelectMany(p => p.Value, (p, value) => (p.Key, value ?? ""));
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.ContentLength is null or 0) return new([.. query]);
        if (await FhirJson.Read(http.Request, ct) is not Parameters sent)
            throw Packet.Refuse(RefusalKind.Unprocessable, "wrong-resource", "Parameters are expected here.", "Parameters");
        return new([.. query, .. sent.Parameter.Select(p => (p.Name ?? "", Convert.ToString((p.Value as PrimitiveType)?.JsonValue, CultureInfo.InvariantCulture) ?? ""))]);
    }
}

using System.Security.Cryptography;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using FhirSubscription = Hl7.Fhir.Model.Subscription;
using Store = ClinicNetwork.Hosting.DocumentStore<ClinicNetwork.Referrals.Subscription, ClinicNetwork.Referrals.SubscriptionFact>;

namespace ClinicNetwork.Referrals;

/// <summary>A partner's subscriptions over FHIR: created, read, searched, sent anew, turned off and deleted by the partner itself alone.</summary>
public static class Subscriptions
{
    /// <summary>Of one partner.</summary>
    public const int Most = 1000;

    public static void MapSubscriptions(this WebApplication app)
    {
        app.MapPost("/fhir/Subscription", Create).RequireAuthorization(AccessPolicies.Allow("system/Subscription.c"))
            .WithMetadata(new FhirOfferDetails { Profiles = [Backport.SubscriptionProfile], Canonicals = [.. Topics.All.Select(t => (Backport.TopicOffered, t.Url))] })
            .WithDescription("Subscriptions R5 Backport 1.1.0 by rest-hook: be told at once of what happens to your referrals. /docs/hospitals shows how.");
        app.MapRead("/fhir/Subscription/{id}", Read).RequireAuthorization(AccessPolicies.Allow("system/Subscription.r"));
        app.MapPut("/fhir/Subscription/{id}", Update).RequireAuthorization(AccessPolicies.Allow("system/Subscription.u"));
        app.MapDelete("/fhir/Subscription/{id}", Delete).RequireAuthorization(AccessPolicies.Allow("system/Subscription.d"));
        app.MapList(SubscriptionResource.List, AccessPolicies.Allow("system/Subscription.s"), Search);
    }

    /// <summary>201, whatever status was sent: <c>requested</c>. The secret that notifications are signed with is in this answer and in no other.</summary>
    static async Task<IResult> Create(HttpContext http, Store subscriptions, MongoDocuments<Subscription, SubscriptionFact> all, PartnerRegistry registry, TimeProvider clock, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        if (http.Request.Headers["If-None-Exist"].Count > 0)
            return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "unknown-condition", "A Subscription is created without a condition: search by url first, or send an Idempotency-Key.", "http.If-None-Exist"));
        var partner = await registry.Sender(caller.Id, ct);
        var asked = Permitted(SubscriptionReader.Read(await FhirJson.Read(http.Request, ct), partner, clock.GetUtcNow()), caller);
        if (await all.Collection.CountDocumentsAsync(d => d.State.Owner == caller.Id, new() { Limit = Most, Hint = MongoNoticeLists.ByOwner }, ct) == Most)
            return Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "too-many-subscriptions", $"A partner has {Most} subscriptions at most: delete those that you do not need."));

        var cause = RequestCause.Of(http, asked);
        var id = ReferralIds.Hash($"{caller.Id}\n{cause.MessageId}")[..32];
        var handled = await subscriptions.Handle(id, cause, new Subscribe(id, caller.Id, partner.Chain, asked.Terms, asked.Sent, asked.Headers, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))), SubscriptionDecider.Decide, begins: true, ct);
        if (handled.Refusal is { } refusal) return Problems.ToResult(http, refusal);
        if (await subscriptions.Find(id, Part.Personal, ct) is not { State.IsDeleted: false } document) return NotFound(http);
        var created = SubscriptionResource.Of(document);
        created.AddExtension(SubscriptionResource.SecretExtension, new FhirString(document.Words(SubscriptionWords.Secret)));
        http.Response.Headers.Location = $"{PublicAddress.Fhir(http)}/Subscription/{id}";
        return new FhirChanged(created, "The subscription is requested: a handshake follows.", 201);
    }

    static async Task<IResult> Read(string id, HttpContext http, Store subscriptions, CancellationToken ct) =>
        await Own(id, http, subscriptions, ct) is { } document ? new FhirAnswer(SubscriptionResource.Of(document)) : NotFound(http);

    /// <summary>Status <c>off</c> turns it off; <c>requested</c> (or <c>active</c>) takes it as it is now sent, and a handshake follows.</summary>
    static async Task<IResult> Update(string id, HttpContext http, Store subscriptions, PartnerRegistry registry, TimeProvider clock, CancellationToken ct)
    {
        var (caller, sent) = (Caller.Of(http.User), await FhirJson.Read(http.Request, ct));
        if (sent is not FhirSubscription asked) throw Packet.Refuse(RefusalKind.Unprocessable, "wrong-resource", "A Subscription is expected here.", sent.TypeName);
        if (asked.Id != id) throw Packet.Refuse(RefusalKind.Invalid, "id-mismatch", "An update names the resource that it changes: its id is the one of the address.", "Subscription.id");
        if (await Own(id, http, subscriptions, ct) is not { } document) return NotFound(http);
        if (!OrderUpdate.HasSeen(http.Request.Headers.IfMatch, $"{document.State.Revision}"))
            return Problems.ToResult(http, new Refusal(RefusalKind.PreconditionFailed, "version-conflict", $"Version {document.State.Revision} of the subscription is in force: read it, and decide again.", "Subscription.meta.versionId"));
        if (asked.Status is FhirSubscription.SubscriptionStatus.Error)
            throw Packet.Refuse(RefusalKind.Unprocessable, "not-updatable", "Send status requested to have it activated again, or off to turn it off.", "Subscription.status");
        Handled<Subscription, SubscriptionFact> handled;
        if (asked.Status is FhirSubscription.SubscriptionStatus.Off)
            handled = await subscriptions.Handle(id, RequestCause.Of(http, new TurnOff()), new TurnOff(), SubscriptionDecider.Decide, ct);
        else
        {
            var read = Permitted(SubscriptionReader.Read(asked, await registry.Sender(caller.Id, ct), clock.GetUtcNow()), caller);
            var again = new Resubscribe(read.Terms, read.Sent, read.Headers);
            handled = await subscriptions.Handle(id, RequestCause.Of(http, again), again, SubscriptionDecider.Decide, ct);
        }
        if (handled.Refusal is { } refusal) return Problems.ToResult(http, refusal);
        return await Own(id, http, subscriptions, ct) is { } now
            ? new FhirChanged(SubscriptionResource.Of(now), now.State.Status is SubscriptionStatus.Off ? "The subscription is off." : "The subscription is requested: a handshake follows.")
            : NotFound(http);
    }

    /// <summary>204, the second time too.</summary>
    static async Task<IResult> Delete(string id, HttpContext http, Store subscriptions, CancellationToken ct)
    {
        if (await subscriptions.Find(id, ct) is not { } found || found.State.Partner != Caller.Of(http.User).Id) return NotFound(http);
        await subscriptions.Handle(id, RequestCause.Of(http, new DeleteSubscription()), new DeleteSubscription(), SubscriptionDecider.Decide, ct);
        return Results.NoContent();
    }

    /// <summary>All of one's own are few enough to be read as one.</summary>
    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var owner = Caller.Of(http.User).Id;
        var all = http.RequestServices.GetRequiredService<MongoDocuments<Subscription, SubscriptionFact>>();
        var own = await all.Collection.Find(d => d.State.Owner == owner, new() { Hint = MongoNoticeLists.ByOwner }).Limit(Most)
            .Project<Document<Subscription, SubscriptionFact>>(Builders<Document<Subscription, SubscriptionFact>>.Projection.Exclude(d => d.History)).ToListAsync(ct);
        return (request, request.Page(own.Select(SubscriptionResource.Of), _ => 0));
    }

    /// <summary>The caller's own, with its words; null when there is none.</summary>
    internal static async Task<Document<Subscription, SubscriptionFact>?> Own(string id, HttpContext http, Store subscriptions, CancellationToken ct) =>
        await subscriptions.Find(id, Part.Personal, ct) is { } document && document.State.Owner == Caller.Of(http.User).Id ? document : null;

    internal static IResult NotFound(HttpContext http) => FhirAnswer.NotFound(http, "Subscription");

    /// <summary>Who is sent a resource has to be allowed to read it; a report is read with the scope for its Task.</summary>
    static AskedFor Permitted(AskedFor asked, Caller caller) => asked.Terms.Content is not NoticeContent.FullResource || (caller.Has(Topics.Of(asked.Terms.Topic).Scope) && caller.Has(Topics.State.Scope))
        ? asked
        : throw Packet.Refuse(RefusalKind.Forbidden, "forbidden", $"Full resources are sent to who may read them and their Tasks: ask for a token with {Topics.Of(asked.Terms.Topic).Scope} and {Topics.State.Scope}, or for id-only.", "Subscription.channel.payload.extension");
}

using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>Questions and answers for hospitals' systems: a Communication based on the order, in response to the one that it answers.</summary>
public static class Communications
{
    const int MostOrders = 50;

    public static void MapCommunications(this WebApplication app)
    {
        string[] people = ["coordinator", "referrer", "auditor"];
        app.MapList(CommunicationResource.List, AccessPolicies.Allow("system/Communication.s", people), Search);
        app.MapRead("/fhir/Communication/{id}", Read).RequireAuthorization(AccessPolicies.Allow("system/Communication.r", people)).Audited("read")
            .WithDescription("A question about a referral, or its answer. Send one with basedOn the order to ask, with inResponseTo the question to answer.");
        app.MapPost("/fhir/Communication", Send).RequireAuthorization(AccessPolicies.Allow("system/Communication.c"));
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        CommunicationResource.Parse(id) is var (referral, number) && await referrals.Find(referral, Part.Personal, ct) is { } document && document.State.MaySee(http)
            && document.State.FindMessage(number) is { } message
            ? new FhirAnswer(CommunicationResource.Of(document, message))
            : FhirAnswer.NotFound(http, "Communication");

    /// <summary>Of orders, or by id: there are few of one referral, and no list of all.</summary>
    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var orders = request.Of("_id").FirstOrDefault() is { } ids
            ? ids.Values.OfType<TokenValue>().Select(v => CommunicationResource.Parse(v.Code ?? "")?.Referral).OfType<string>()
            : request.Of("based-on").FirstOrDefault()?.Values.OfType<ReferenceValue>().Select(v => v.Id)
                ?? throw SearchRefusal.TooCostly("based-on", "no list of all messages is kept: add based-on=ServiceRequest/id, or _id.");
        var named = orders.Distinct().ToList();
        if (named.Count > MostOrders) throw SearchRefusal.TooCostly("based-on", $"name {MostOrders} orders at most.");
        var referrals = http.RequestServices.GetRequiredService<DocumentStore<Referral, ReferralFact>>();
        var found = new List<Document>();
        foreach (var id in named)
            if (await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http)) found.Add(document);
        return (request, request.Page(found.SelectMany(CommunicationResource.Of), r => ListKey.First(DateTimeOffset.Parse(((Communication)r).Sent!, null)) is var place && request is { Sort: not null, Descending: true } ? ~place : place));
    }

    /// <summary>201 with the message as it is kept; what it is about has to be the sender's own.</summary>
    static async Task<IResult> Send(HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Policies<ReferralRules> rules, CancellationToken ct)
    {
        var sent = await FhirJson.Read(http.Request, ct) as Communication
            ?? throw Packet.Refuse(RefusalKind.Unprocessable, "wrong-resource", "A Communication is expected here.", "Communication");
        Limits.Check(sent);
        var (order, replyTo) = About(sent);
        if (await referrals.Find(order, ct) is not { } found || !found.State.MaySee(http))
            throw Packet.Refuse(RefusalKind.Unprocessable, "unknown-order", "There is no such referral, or it was sent by somebody else.", replyTo is null ? "Communication.basedOn" : "Communication.inResponseTo");
        var message = new Send(TextOf(sent), replyTo, (await rules.Of(found.State.Chain, ct)).Questions);
        var handled = await referrals.Handle(order, RequestCause.Of(http, message), message, ReferralDecider.Decide, ct);
        if (handled.Refusal is { } refusal) return Problems.ToResult(http, refusal with { Expression = refusal.Expression is "replyTo" ? "Communication.inResponseTo" : "Communication.payload" });
        var document = (await referrals.Find(order, Part.Personal, ct))!;
        // Sent again under its own key it has no new fact: it is the one that says the same.
        var number = handled.Facts.OfType<MessageSent>().SingleOrDefault()?.Number
            ?? document.State.Conversation.Last(m => m.From == Mover.Sender && m.ReplyTo == replyTo && document.Words(Words.Message(m.Number)) == message.Text?.Trim()).Number;
        http.Response.Headers.Location = $"{PublicAddress.Fhir(http)}/Communication/{CommunicationResource.Id(order, number)}";
        return new FhirChanged(CommunicationResource.Of(document, document.State.FindMessage(number)!), "The message was received; the clinic reads it.", 201);
    }

    /// <summary>The order that it is about, and the question that it answers.</summary>
    static (string Order, int? ReplyTo) About(Communication sent)
    {
        var (order, question) = (Id(sent.BasedOn, "ServiceRequest"), Id(sent.InResponseTo, "Communication"));
        if (sent.InResponseTo.Count > 0)
            return question is not null && CommunicationResource.Parse(question) is var (referral, number) && (order is null || order == referral) ? (referral, number)
                : throw Packet.Refuse(RefusalKind.Unprocessable, "no-such-question", "Name one question of the order as Communication/id, as it was read here.", "Communication.inResponseTo");
        return order is not null ? (order, null)
            : throw Packet.Refuse(RefusalKind.Unprocessable, "about-nothing", "Say what it is about: basedOn ServiceRequest/id, or inResponseTo the question.", "Communication.basedOn");
    }

    static string? Id(List<ResourceReference> references, string type) =>
        references is [{ Reference: { } reference }] && reference.Split('/') is [.., var named, { Length: > 0 } id] && named == type ? id : null;

    static string? TextOf(Communication sent) => sent.Payload switch
    {
        [{ Content: FhirString { Value: { } text } }] => text,
        [] => null,
        _ => throw Packet.Refuse(RefusalKind.Unprocessable, "payload-not-text", "Send one payload with contentString: a document is no part of a message.", "Communication.payload"),
    };
}

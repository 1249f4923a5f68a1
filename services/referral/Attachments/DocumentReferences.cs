using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Referrals;

/// <summary>Files to an order: sent by the hospital inside a DocumentReference, read by both sides.</summary>
public static class DocumentReferences
{
    const int MostOrders = 50;
    /// <summary>A file of the most bytes in base64, and what stands around it.</summary>
    const int MostOfABody = (DocumentReferenceResource.MostBytes / 3 * 4) + (64 * 1024);

    /// <summary>A body takes several times its size while it is read, so few are read at once; others wait before any of theirs is.</summary>
    static readonly SemaphoreSlim Places = new(2);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    public static void MapDocumentReferences(this WebApplication app)
    {
        string[] people = ["coordinator", "referrer", "auditor"];
        app.MapList(DocumentReferenceResource.List, AccessPolicies.Allow("system/DocumentReference.s", people), Search);
        app.MapRead("/fhir/DocumentReference/{id}", Read).RequireAuthorization(AccessPolicies.Allow("system/DocumentReference.r", people)).Audited("read")
            .WithDescription("A file to an order: PDF, PNG or JPEG, 10 MiB at most, sent inside as attachment.data, with context.related the order. Its content is read as Binary/id.");
        app.MapPost("/fhir/DocumentReference", Create).RequireAuthorization(AccessPolicies.Allow("system/DocumentReference.c", "referrer"))
            .WithMetadata(new RequestSizeLimitAttribute(MostOfABody));
        app.MapRead("/fhir/Binary/{id}", Content).RequireAuthorization(AccessPolicies.Allow("system/DocumentReference.r", people)).Audited("read")
            .WithDescription("The content of a file: as it is, or as FHIR with Accept: application/fhir+json; readable with a scope for DocumentReference.");
    }

    /// <summary>201 for a new file, 200 for the same again.</summary>
    static async Task<IResult> Create(HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Files files, CancellationToken ct)
    {
        if (!await Places.WaitAsync(LongestWait, ct)) throw new TimeoutException("Others are sending files.");
        try
        {
            var sent = await FhirJson.Read(http.Request, ct, MostOfABody) as DocumentReference
                ?? throw Packet.Refuse(RefusalKind.Unprocessable, "wrong-resource", "A DocumentReference is expected here.", "DocumentReference");
            var (order, content, contentType, title) = DocumentReferenceResource.Read(sent);
            if (await referrals.Find(order, ct) is not { } found || !found.State.MaySee(http))
                throw Packet.Refuse(RefusalKind.Unprocessable, "unknown-order", "There is no such referral, or it was sent by somebody else.", "DocumentReference.context.related");
            var (attach, cause) = (new Attach(Files.IdOf(order, content), contentType, content.Length, title), default(Cause));
            cause = RequestCause.Of(http, attach);
            // Asked first, so that a file that is refused is not stored.
            if (ReferralDecider.Decide(found.State, new Command<Attach>(attach, cause.Actor, default)).Refusal is { } early) return Problems.ToResult(http, early);
            await files.Store(new(attach.Id, order, contentType, content), ct);
            var handled = await referrals.Handle(order, cause, attach, ReferralDecider.Decide, ct);
            if (handled.Refusal is { } refusal) return Problems.ToResult(http, refusal);
            http.Response.Headers.Location = $"{PublicAddress.Fhir(http)}/DocumentReference/{attach.Id}";
            return new FhirChanged((await Find(attach.Id, referrals, files, ct))!.Value.Shown, "The file was received; the clinic reads it.", handled.Facts.Count > 0 ? 201 : 200);
        }
        finally
        {
            Places.Release();
        }
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Files files, CancellationToken ct) =>
        await Find(id, referrals, files, ct) is var (shown, referral) && referral.MaySee(http) ? new FhirAnswer(shown) : FhirAnswer.NotFound(http, "DocumentReference");

    /// <summary>For a browser it is something to keep, never a page of ours.</summary>
    static async Task<IResult> Content(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Files files, CancellationToken ct)
    {
        if (await Find(id, referrals, files, ct) is not var (_, referral) || !referral.MaySee(http) || await files.Find(id, ct) is not { } file) return FhirAnswer.NotFound(http, "Binary");
        if (http.Request.Query["_format"].Count > 0 || http.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase))
            return new FhirAnswer(new Binary { Id = id, ContentType = file.ContentType, SecurityContext = new($"ServiceRequest/{file.Referral}"), Data = file.Content });
        var headers = http.Response.Headers;
        (headers.CacheControl, headers.XContentTypeOptions, headers.ContentSecurityPolicy) = ("private, no-cache", "nosniff", "default-src 'none'; sandbox");
        return Results.Bytes(file.Content, file.ContentType, $"{id}.{FileKinds.Extension(file.ContentType)}");
    }

    static async Task<(DocumentReference Shown, Referral Referral)?> Find(string id, DocumentStore<Referral, ReferralFact> referrals, Files files, CancellationToken ct) =>
        await files.ReferralOf(id, ct) is { } referral && await referrals.Find(referral, Part.Personal, ct) is { } document && document.State.Attachments.FirstOrDefault(a => a.Id == id) is { } file
            ? (DocumentReferenceResource.Of(document, file), document.State)
            : null;

    /// <summary>Of orders, of a patient, or by id: there are few of one referral, and no list of all.</summary>
    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var services = http.RequestServices;
        var (referrals, files) = (services.GetRequiredService<DocumentStore<Referral, ReferralFact>>(), services.GetRequiredService<Files>());
        var (asked, keys) = await ReferralNumbers.Of(request, Caller.Of(http.User), services.GetRequiredService<PartnerRegistry>(), services.GetRequiredService<Pseudonyms>(), ct);
        List<string> orders = [];
        if (request.Of("_id").FirstOrDefault() is { } ids)
            foreach (var id in ids.Values.OfType<TokenValue>().Select(v => v.Code).OfType<string>())
                if (await files.ReferralOf(id, ct) is { } referral) orders.Add(referral);
        if (request.Of("related").FirstOrDefault() is { } related) orders.AddRange(related.Values.OfType<ReferenceValue>().Select(v => v.Id));
        if (keys.Count > 0) orders.AddRange(await services.GetRequiredService<ReferralLists>().With(keys[0], MostOrders + 1, ct));
        else if (!request.Of("_id").Concat(request.Of("related")).Any())
            throw SearchRefusal.TooCostly("related", "no list of all files is kept: add related=ServiceRequest/id, patient:identifier, or _id.");
        var named = orders.Distinct().ToList();
        if (named.Count > MostOrders) throw SearchRefusal.TooCostly("related", $"name {MostOrders} orders at most.");
        var found = new List<DocumentReference>();
        foreach (var id in named)
            if (await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http) && keys.All(alternatives => alternatives.Overlaps(document.State.Keys ?? [])))
                found.AddRange(DocumentReferenceResource.Of(document));
        var page = (asked with { Criteria = [.. asked.Criteria.Where(c => c.Parameter.Name is not "patient")] }).Page(found, r => ~ListKey.First(((DocumentReference)r).Date!.Value));
        return (asked, page);
    }
}

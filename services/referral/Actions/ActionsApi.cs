using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// What may I do now: for people as JSON, for hospitals' systems as the FHIR operation <c>ServiceRequest/[id]/$actions</c>. Both name the version that it is true
/// for, as ETag and in the body; who may look but not act gets an empty list.
/// </summary>
public static class ActionsApi
{
    public static void MapActions(this WebApplication app)
    {
        app.MapGet("/api/referrals/{id}/actions", Show).RequireAuthorization(AccessPolicies.Roles("coordinator", "referrer", "auditor")).Audited("read").Says("What the caller may do now, what it needs, and what it will do.");
        app.MapRead("/fhir/ServiceRequest/{id}/$actions", ShowFhir).RequireAuthorization(AccessPolicies.Allow("system/ServiceRequest.r", "coordinator", "auditor")).Audited("read");
    }

    static async Task<IResult> Show(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Policies<ReferralRules> rules, TimeProvider clock, CancellationToken ct)
    {
        if (await referrals.Find(id, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        http.Response.Headers.ETag = EntityTags.Of($"{document.Version}");
        return Results.Ok(new { referralId = id, version = document.Version, actions = await Of(document, http, rules, clock, overFhir: false) });
    }

    static async Task<IResult> ShowFhir(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Policies<ReferralRules> rules, TimeProvider clock, CancellationToken ct)
    {
        if (await referrals.Find(id, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        return new FhirAnswer(new Parameters
        {
            Meta = new() { VersionId = $"{document.Version}", LastUpdated = document.At },
            Parameter = [Named("version", new FhirString($"{document.Version}")), .. (await Of(document, http, rules, clock, overFhir: true)).Select(Shown)],
        });
    }

    static async Task<IReadOnlyList<PermittedAction>> Of(Document<Referral, ReferralFact> document, HttpContext http, Policies<ReferralRules> rules, TimeProvider clock, bool overFhir) =>
        Caller.Of(http.User) is var caller && MoverOf(caller) is { } mover
            ? Actions.Of(document.State, document.Version, await rules.Of(document.State.Chain, http.RequestAborted), mover, caller.Actor, clock.GetUtcNow(), overFhir)
            : [];

    static Mover? MoverOf(Caller caller) => caller.Partner is not null ? Mover.Sender : caller.Roles.Contains("coordinator") ? Mover.Receiver : null;

    static Parameters.ParameterComponent Shown(PermittedAction action) => new()
    {
        Name = "action",
        Part =
        [
            Named("code", new Code(action.Code)), Named("display", new FhirString(action.Title)), Named("request", new FhirString($"{action.Method} {action.Path}")),
            .. action.Needs.Select(need => new Parameters.ParameterComponent
            {
                Name = "needs",
                Part = [Named("name", new FhirString(need.Name)), Named("text", new FhirString(need.Text)), .. (need.Codes ?? []).Select(code => Named("code", new Code(code)))],
            }),
            .. action.Will.Select(will => Named("will", new FhirString(will))),
        ],
    };

    static Parameters.ParameterComponent Named(string name, DataType value) => new() { Name = name, Value = value };
}

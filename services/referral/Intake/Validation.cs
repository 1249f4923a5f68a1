using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Authorization;
using static Hl7.Fhir.Model.OperationOutcome;

namespace ClinicNetwork.Referrals;

/// <summary>
/// FHIR R4 operation <c>$validate</c>: the same reader, rules and decision as for a referral that is sent, and nothing is stored. Answers 200 with what
/// would become of it, refusals too: that the check itself ran is all that the status says.
/// </summary>
static class Validation
{
    public static void MapValidation(this WebApplication app, AuthorizationPolicy create)
    {
        app.MapPost("/fhir/ServiceRequest/$validate", Validate).RequireAuthorization(create);
        app.MapPost("/fhir/Bundle/$validate", Validate).RequireAuthorization(create);
    }

    static async Task<IResult> Validate(
        HttpContext http, DocumentStore<Referral, ReferralFact> referrals, PartnerRegistry registry, Pseudonyms pseudonyms, ChainZones zones, TimeProvider clock, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var client = caller.Partner ?? "";
        var sender = await registry.Sender(client, ct);
        var rules = await registry.Rules(ct);
        try
        {
            var packet = Packet.Of(Subject(await FhirJson.Read(http.Request, ct)));
            var chosen = sender.For(packet.Order);
            var (order, serviceRequest) = OrderReader.Read(packet, client, chosen, pseudonyms, ClinicTime.At(clock.GetUtcNow(), zones.Of(chosen.Chain)));
            var before = (await referrals.Find(ReferralIds.For(order.Partner, order.Placer), ct))?.State ?? Referral.Initial;
            var decision = ReferralDecider.Decide(before, new Command<Submit>(new(order, serviceRequest, rules.Body, rules.Version), caller.Actor, clock.GetUtcNow()));
            if (decision.Refusal is { } refusal) throw new RefusalException(refusal.In(packet));
            return new FhirAnswer(Foreseen(decision.Facts.Aggregate(before, (state, fact) => state.Evolve(fact)), decision));
        }
        catch (RefusalException e) when (e.Refusals[0].Kind is RefusalKind.Invalid or RefusalKind.Unprocessable or RefusalKind.Conflict)
        {
            return Results.Text(Problems.OperationOutcome(e.Refusals).ToJsonString(), Problems.FhirJson);
        }
    }

    /// <summary>What is to be checked: the body itself, or the parameter <c>resource</c> of a Parameters resource.</summary>
    static Resource Subject(Resource sent)
    {
        if (sent is not Parameters parameters) return sent;
        if (parameters.Parameter.FindIndex(p => p.Name == "mode") is >= 0 and var at && (parameters.Parameter[at].Value as PrimitiveType)?.JsonValue as string is not "create")
            throw Packet.Refuse(RefusalKind.Unprocessable, "unknown-mode", "Only what would be created can be checked: leave mode out, or set it to create.", $"Parameters.parameter[{at}].value");
        return parameters.Parameter.Find(p => p.Name == "resource")?.Resource
            ?? throw Packet.Refuse(RefusalKind.Invalid, "no-resource", "Send the referral to be checked as the parameter named resource.", "Parameters.parameter");
    }

    static OperationOutcome Foreseen(Referral referral, Decision<ReferralFact> decision) => decision.Facts.Count == 0
        ? Outcome.Of(IssueSeverity.Information, "known", "This very order was received before: sending it again changes nothing.")
        : referral switch
        {
            { BusinessStatus: BusinessStatus.Rejected, EndReason: { } reason } => Outcome.Of(IssueSeverity.Warning, reason.Code(), decision.Words.GetValueOrDefault(Words.Rejection) ?? reason.Words()),
            { Hold: { } hold } => Outcome.Of(IssueSeverity.Warning, hold.Reason.Code(), hold.Text),
            _ => Outcome.Of(IssueSeverity.Information, "acceptable", "This order would be accepted without review."),
        };
}

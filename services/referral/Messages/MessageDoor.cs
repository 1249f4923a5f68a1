using System.Text.RegularExpressions;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Authorization;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>
/// FHIR R4 <c>$process-message</c>: a hospital sends a referral, or asks to cancel one, as HL7 BSeR's message. The order goes the way of every other
/// (<see cref="Intake"/>), and the message is answered by one.
/// </summary>
static partial class MessageDoor
{
    public static void MapMessages(this WebApplication app, AuthorizationPolicy create) => app.MapPost("/fhir/$process-message", Process).RequireAuthorization(create)
        .WithMetadata(new FhirOfferDetails { Operation = "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message" })
        .WithDescription("A referral, or the request to cancel one, as a message of HL7 BSeR (event I12); answered at once by a message with the Task.");

    /// <summary>200 with a message: <c>ok</c> and the Task, or <c>fatal-error</c> and why. What is no message at all is refused like any other request.</summary>
    static async Task<IResult> Process(HttpContext http, PartnerRegistry registry, MessageAnswers answers, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (http.Request.Query["async"] == "true" || http.Request.Query.ContainsKey("response-url"))
            throw Packet.Refuse(RefusalKind.Unprocessable, "not-asynchronous", "A message is answered at once: leave async and response-url out.", "http.async");
        var message = ReferralMessage.Of(await FhirJson.Read(http.Request, ct));
        var client = Caller.Of(http.User).Partner ?? "";
        var sender = await registry.Sender(client, ct);
        var key = ReferralIds.Hash($"{client}\n{message.Content}");
        var answer = new MessageAnswer(message, key, PublicAddress.Fhir(http));
        try
        {
            var given = await answers.Find(key, ct) ?? await answers.Keep(key, await Take(http, message, client, sender, ct), ct);
            var document = (await referrals.Find(given.Referral, Part.Whole, ct))!;
            http.Response.Headers.Location = $"{PublicAddress.Fhir(http)}/ServiceRequest/{given.Referral}";
            return new FhirAnswer(answer.Ok(TaskHistory.Find(document, given.Version)!, document.State));
        }
        catch (RefusalException refused)
        {
            return new FhirAnswer(answer.Refused(refused.Refusals, client, sender));
        }
    }

    /// <returns>The referral and its version, of which the answer shows the Task.</returns>
    static async Task<(string Referral, long Version)> Take(HttpContext http, ReferralMessage message, string client, Partner sender, CancellationToken ct)
    {
        var (task, path) = message.Task();
        var order = message.Order(task, path);
        if (AsksToCancel(task, order)) return await Cancel(http, message, task, path, order, client, sender, ct);
        if (task.Status is not (FhirTask.TaskStatus.Requested or FhirTask.TaskStatus.Ready or FhirTask.TaskStatus.Received or FhirTask.TaskStatus.Draft))
            throw Packet.Refuse(RefusalKind.Unprocessable, "task-not-requested", "A referral's Task is sent as requested; cancelled, or business status 5.2, asks to cancel it. All else is the clinic's to say.", $"{path}.status");
        if (order is null)
            throw Packet.Refuse(RefusalKind.Unprocessable, "dangling-reference", "Nothing in this message answers to the reference: send the order with it.", $"{path}.focus.reference");
        var packet = message.Packet(order, task);
        var taken = await Intake.Take(http, packet, sender, ct);
        return taken.Handled.Refusal is { } refusal ? throw new RefusalException(refusal.In(packet)) : (taken.Id, taken.Handled.Version);
    }

    /// <summary>5.2 of BSeR's ballot, 5.4 of STU1; Gravity's senders set the Task, others the order, straight to its end.</summary>
    static bool AsksToCancel(FhirTask task, ServiceRequest? order) =>
        task.Status is FhirTask.TaskStatus.Cancelled || order?.Status is RequestStatus.Revoked
        || task.BusinessStatus?.Coding.Exists(c => c.Code is "5.2" or "5.4" && c.System is null or BusinessStatuses.BserSystem or TaskResource.CodeSystems + "business-status") == true;

    static async Task<(string Referral, long Version)> Cancel(
        HttpContext http, ReferralMessage message, FhirTask task, string path, ServiceRequest? order, string client, Partner sender, CancellationToken ct)
    {
        var referrals = http.RequestServices.GetRequiredService<DocumentStore<Referral, ReferralFact>>();
        if (Caller.Of(http.User) is { Kind: "partner" } caller && !caller.Has("system/ServiceRequest.u"))
            throw Packet.Refuse(RefusalKind.Forbidden, "forbidden", "The access token does not allow to change orders: ask for system/ServiceRequest.u.", "http.Authorization");
        var id = order is not null ? ReferralIds.For(client, OrderReader.ReadPlacer(order, message.PathOf(order), sender))
            : task.Focus!.Reference is { } reference ? OrderId().Match(reference).Groups[1].Value
            : task.Focus.Identifier is { Value: { } number } named ? ReferralIds.For(client, new(named.System ?? "", number)) : "";
        if (await referrals.Find(id, ct) is not { } found || !found.State.MaySee(http))
            throw Packet.Refuse(RefusalKind.Unprocessable, "unknown-order", "There is no such referral, or it was sent by somebody else.", $"{path}.focus");
        string?[] said = [task.StatusReason?.Text, .. task.Note.Select(n => n.Text)];
        var cancel = new RequestCancellation(string.Join('\n', said.Where(text => !string.IsNullOrWhiteSpace(text))) is { Length: > 0 } note ? note : null);
        var handled = await referrals.Handle(id, RequestCause.Of(http, cancel), cancel, ReferralDecider.Decide, ct);
        return handled.Refusal is { } refusal ? throw new RefusalException(refusal with { Expression = refusal.Code is "note-too-long" ? $"{path}.note" : $"{path}.status" }) : (id, handled.Version);
    }

    [GeneratedRegex("(?:^|/)ServiceRequest/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?$")]
    private static partial Regex OrderId();
}

using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>The answer to a message, a message itself (FHIR R4 messaging.html, BSeR's feedback): its header names the message, and what became of it.</summary>
/// <param name="key">Tells this message from all others: from it follow the ids, so that answering again is answering the same.</param>
/// <param name="address">The FHIR base.</param>
sealed class MessageAnswer(ReferralMessage message, string key, string address)
{
    /// <summary>The Task as it stood when the message was taken.</summary>
    public Bundle Ok(FhirTask task, Referral referral) => Of(MessageHeader.ResponseType.Ok, TaskResource.Side(Mover.Sender, referral), TaskResource.Side(Mover.Receiver, referral), task, $"{address}/Task/{task.Id}");

    /// <summary>Nothing was taken; sent again after its cure, it may be.</summary>
    public Bundle Refused(IReadOnlyList<Refusal> refusals, string client, Partner sender) => Of(MessageHeader.ResponseType.FatalError,
        new() { Type = "Organization", Identifier = new(TaskResource.PartnerSystem, client) }, new($"Organization/{sender.Chain}"),
        Fhir.FhirJson.Parse(System.Text.Encoding.UTF8.GetBytes(Problems.OperationOutcome(refusals).ToJsonString())), $"urn:uuid:{Uuid("outcome")}");

    Bundle Of(MessageHeader.ResponseType code, ResourceReference sender, ResourceReference receiver, Resource about, string at)
    {
        var (source, isRefused) = (message.Header.Source, code is not MessageHeader.ResponseType.Ok);
        var header = new MessageHeader
        {
            Id = Uuid("header"),
            Event = new Hl7.Fhir.Model.Coding(ReferralMessage.EventSystem, ReferralMessage.Event, "REF/RRI - Patient referral"),
            Destination = [new() { Name = source?.Name, Endpoint = source?.Endpoint, Receiver = sender }],
            Sender = receiver,
            Source = new() { Name = "Clinic Network", Endpoint = $"{address}/$process-message" },
            Response = new() { Identifier = message.Id, Code = code, Details = isRefused ? new(at) : null },
            Focus = isRefused ? [] : [new($"Task/{about.Id}")],
        };
        return new()
        {
            Id = Uuid("bundle"),
            Type = Bundle.BundleType.Message,
            Entry = [new() { FullUrl = $"urn:uuid:{header.Id}", Resource = header }, new() { FullUrl = at, Resource = about }],
        };
    }

    string Uuid(string part) => new Guid(Convert.FromHexString(ReferralIds.Hash($"{key}/{part}")[..32])).ToString();
}

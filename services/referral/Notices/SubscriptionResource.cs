using System.Text;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Subscription, ClinicNetwork.Referrals.SubscriptionFact>;
using FhirSubscription = Hl7.Fhir.Model.Subscription;

namespace ClinicNetwork.Referrals;

/// <summary>A subscription as a FHIR Subscription: as sent, with its status. Its headers and its secret are never shown.</summary>
static class SubscriptionResource
{
    /// <summary>On a subscription that was just created: the key of its signatures, shown this once.</summary>
    public const string SecretExtension = "https://clinicnetwork.example/fhir/StructureDefinition/subscription-secret";

    public static ListDefinition List { get; } = new("Subscription",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        new("url", SearchParamType.Uri, s => [((FhirSubscription)s).Channel?.EndpointElement]) { Note = "The endpoint, the whole of it." },
        ListParameter.Code<FhirSubscription, FhirSubscription.SubscriptionStatus>("status", s => s.Status),
    ])
    { TellsOfPatients = false };

    /// <param name="document">With its words.</param>
    public static FhirSubscription Of(Document document) => Of(document.Words(SubscriptionWords.Sent)!, document.State);

    public static FhirSubscription Of(string sent, Subscription state)
    {
        var resource = (FhirSubscription)FhirJson.Parse(Encoding.UTF8.GetBytes(sent));
        resource.Id = state.Id;
        resource.Meta = new() { VersionId = $"{state.Revision}", LastUpdated = state.Since, Profile = [Backport.SubscriptionProfile] };
        resource.Status = state.Status switch
        {
            SubscriptionStatus.Requested => FhirSubscription.SubscriptionStatus.Requested,
            SubscriptionStatus.Active => FhirSubscription.SubscriptionStatus.Active,
            SubscriptionStatus.Error => FhirSubscription.SubscriptionStatus.Error,
            _ => FhirSubscription.SubscriptionStatus.Off,
        };
        resource.Error = state.Error;
        return resource;
    }
}

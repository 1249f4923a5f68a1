using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>Which chain an order is for, where its sender refers to several.</summary>
static class Addressee
{
    /// <summary>The partner with the chain that the order names as its performer (<c>Organization/{chain}</c>, FHIR R4 ServiceRequest.performer); its usual one where it names none of them.</summary>
    public static Partner For(this Partner partner, ServiceRequest order) =>
        order.Performer.Select(p => p.Reference?.Split('/')).Select(r => r is [.., "Organization", var id] ? id : null).FirstOrDefault(id => id == partner.Chain || partner.OtherChains.Contains(id)) is { } chain
            ? partner with { Chain = chain }
            : partner;
}

using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>Reads a corrected order by the rules of every order.</summary>
public sealed class OrderCorrections(PartnerRegistry registry, Pseudonyms pseudonyms, ChainZones zones, TimeProvider clock)
{
    /// <param name="document">The order as it is kept, with its words.</param>
    /// <exception cref="RefusalException">What is sent is no order that could be taken.</exception>
    public async Task<Correct> Read(ServiceRequest sent, Document<Referral, ReferralFact> document, HttpContext http, CancellationToken ct)
    {
        var sender = await registry.Sender(document.State.Partner, ct) with { Chain = document.State.Chain };
        var rules = await registry.Rules(ct);
        var (order, serviceRequest) = OrderReader.Read(Packet.Of(sent), document.State.Partner, sender, pseudonyms, ClinicTime.At(clock.GetUtcNow(), zones.Of(sender.Chain)));
        return new(document.Order(), order, document.Words(Words.ServiceRequest)!, serviceRequest, rules.Body, rules.Version);
    }
}

using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Bson;
using MongoDB.Driver;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Referrals;

/// <summary>Finds them among the sender's own referrals, and among the chain's open ones.</summary>
public sealed class RelatedReferrals(DocumentStore<Referral, ReferralFact> referrals, MongoDocuments<Referral, ReferralFact> all)
{
    /// <summary>A patient has some referrals, not hundreds; newer ones say more.</summary>
    const int MostLookedAt = 20;
    static readonly BsonDocument ByKeys = new("state.keys", 1);

    public async Task<Related> Of(ServiceRequest sent, Order order, CancellationToken ct)
    {
        var (basedOn, replaces) = (await Own(sent.BasedOn, order, ct), await Own(sent.Replaces, order, ct));
        var key = ReferralKeys.Patient(order.Patient.Key);
        var found = await all.Collection.Find(Builders<Document<Referral, ReferralFact>>.Filter.Eq("state.keys", key), new() { Hint = ByKeys })
            .Limit(MostLookedAt).Project(d => new { d.Id, d.State.Chain, d.State.BusinessStatus, d.State.ConditionGroup }).ToListAsync(ct);
        return new([.. found.Where(d => d.Chain == order.Chain && !d.BusinessStatus.IsTerminal()).Select(d => new OpenReferral(d.Id, d.ConditionGroup))],
            basedOn?.Id, replaces?.Id, basedOn?.State.Series?.TherapistId ?? basedOn?.State.TreatedBy);
    }

    /// <summary>Tells the earlier ones: what is replaced is not wanted any more, as if its sender had revoked it; what is continued has its answer.</summary>
    public async Task Tell(Referral by, Actor actor, CancellationToken ct)
    {
        if (by.BasedOn is { } continued) await referrals.Handle(continued, Cause.Own(actor), new Continue(by.ReferralId), ReferralDecider.Decide, ct);
        if (by.Replaces is { } replaced && !by.BusinessStatus.IsTerminal())
            await referrals.Handle(replaced, Cause.Own(actor), new RequestCancellation($"It is replaced by the order {by.Placer?.Value}."), ReferralDecider.Decide, ct);
    }

    /// <summary>The sender's own referral that a reference names, by its id or its order's number; what it names else is the hospital's affair.</summary>
    async Task<Document<Referral, ReferralFact>?> Own(IEnumerable<ResourceReference> references, Order order, CancellationToken ct)
    {
        foreach (var reference in references.Take(MostLookedAt))
        {
            var id = reference.Reference is { } address && address.Split('/') is [.., "ServiceRequest", { Length: 32 } named] ? named
                : reference.Identifier is { Value: { Length: > 0 } value, System: var system } ? ReferralIds.For(order.Partner, new(system ?? "", value))
                : null;
            if (id is not null && await referrals.Find(id, ct) is { State: var state } found && state.Partner == order.Partner && state.PatientKey == order.Patient.Key) return found;
        }
        return null;
    }
}

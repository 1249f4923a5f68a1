using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What the therapist reads is another now.</summary>
public sealed record RenewWords(Patient Patient);

/// <summary>OrderCorrected → the words of the attempt's series are read again from their owner, so that the therapist sees the physician's newest requests.</summary>
public sealed class CorrectSeries(DocumentStore<Series, SeriesFact> store, IPlacementDetails referral) : IHandles<OrderCorrected>
{
    public async Task Handle(OrderCorrected message, Cause cause, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt).ToString();
        // Not asked for yet: its words will be read then, as they are then.
        if (await store.Find(id, ct) is not { State.WasAskedFor: true }) return;
        await store.Handle(id, cause, new RenewWords((await referral.Of(message.ReferralId, ct)).Patient()), SeriesDecider.Decide, ct);
    }
}

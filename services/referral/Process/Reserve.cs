using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using MassTransit;

namespace ClinicNetwork.Referral;

/// <summary>Insurance has reserved a unit for each visit, or could not.</summary>
public sealed class UnitsConsumer(DocumentStore<Referral, ReferralFact> referrals, TimeProvider clock)
    : IConsumer<UnitsReserved>, IConsumer<UnitsRefused>
{
    public Task Consume(ConsumeContext<UnitsReserved> context) => referrals.Handle(
        context.Message.ReferralId, context.Cause(), s => ReferralDecider.Grant(s, context.Message, clock.GetUtcNow()), context.CancellationToken);

    public Task Consume(ConsumeContext<UnitsRefused> context) => referrals.Handle(
        context.Message.ReferralId, context.Cause(), s => ReferralDecider.Deny(s, context.Message, clock.GetUtcNow()), context.CancellationToken);
}

public static partial class ReferralDecider
{
    public static Decision<ReferralFact> Grant(Referral referral, UnitsReserved reserved, DateTimeOffset now)
    {
        if (!IsCurrent(referral, reserved.Attempt)) return Decline(referral, reserved.Attempt, now);
        return referral.Stage is Reserving ? new UnitsGranted(reserved.Attempt, now) : Decision<ReferralFact>.None;
    }

    /// <summary>Another referral of the same member was faster: the hold goes back and a person decides.</summary>
    public static Decision<ReferralFact> Deny(Referral referral, UnitsRefused refused, DateTimeOffset now) =>
        referral.Stage is Reserving && referral.Attempt == refused.Attempt
            ? new UnitsDenied(refused.Attempt, refused.ReasonCode, refused.Reason, now)
            : Decision<ReferralFact>.None;
}

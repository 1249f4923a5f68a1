using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Referrals;

public static partial class ReferralDecider
{
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.UnitsReserved> command)
    {
        if (referral.CurrentAttempt != command.What.Attempt) return Decline(referral, command.What.Attempt, command.At);
        return referral.Stage is Reserving ? new UnitsReserved(command.What.Attempt, command.At) : Decision<ReferralFact>.None;
    }

    /// <summary>Another referral of the same member was faster: the hold goes back and a person decides.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.UnitsRefused> command) =>
        referral.Stage is Reserving reserving && reserving.Attempt == command.What.Attempt
            ? new UnitsRefused(command.What.Attempt, command.What.ReasonCode, command.What.Reason, command.At)
            : Decision<ReferralFact>.None;
}

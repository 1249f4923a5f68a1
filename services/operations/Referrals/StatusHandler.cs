using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>A referral stands elsewhere: its row follows.</summary>
public sealed class StatusHandler(Coalescer coalescer) : IHandles<ReferralStatusChanged>
{
    /// <summary>Messages wait in the <see cref="Coalescer"/> unacknowledged, at most one a referral: room for many at once.</summary>
    public const int AtOnce = 700;

    public Task Handle(ReferralStatusChanged message, Cause cause, CancellationToken ct) => coalescer.Add(message, ct);
}

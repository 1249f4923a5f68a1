using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Units;

/// <summary>
/// Brings the benefit documents to what an authorisation wants of them, then lets it commit or refuse. Safe to run at any
/// moment, any number of times, by several at once: an authorisation's wishes and a benefit's units only move forward.
/// </summary>
public sealed class Settlement(
    DocumentStore<Authorization, AuthorizationFact> authorizations, DocumentStore<Benefit, BenefitFact> benefits, TimeProvider clock)
{
    /// <summary>Each refusal or late visit makes one more round; what is still open then is left to the sweeper.</summary>
    const int Rounds = 5;


    /// <summary>Settles one referral's units; nothing to do when they are settled.</summary>
    public async Task Settle(string referralId, CancellationToken ct)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (await authorizations.Find(referralId, ct) is not { State: { SettleBy: not null } state }) return;
            var (followed, shortage) = await Follow(state, ct);
            var settled = await authorizations.Handle(referralId, Own, s => UnitsDecider.Conclude(s, followed, shortage, clock.GetUtcNow()), ct);
            if (settled.State.SettleBy is null) return;
        }
    }

    async Task<(IReadOnlyList<Followed> Followed, string? Shortage)> Follow(Authorization state, CancellationToken ct)
    {
        var account = state.Account ?? Account.Unlimited;
        var followed = new List<Followed>();
        foreach (var wanted in state.Units().GroupBy(u => u.Key).Select(g => g.ToList()))
        {
            var benefit = (await benefits.Handle(wanted[0].Key, Own, b => BenefitDecider.Follow(b, account, wanted), ct)).State;
            followed.AddRange(wanted.Select(u => new Followed(u, benefit.StateOf(u))));
            // All or none: what the next benefit year would say no longer matters.
            if (BenefitDecider.Shortage(benefit, account, wanted) is { } shortage) return (followed, shortage);
        }
        return (followed, null);
    }

    /// <summary>An id of its own for each step: whether it was done shows in the state, not in the messages seen.</summary>
    static Cause Own => Cause.Own("settlement");
}

using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>
/// Brings the benefit documents to what a coverage case wants of them, then lets it commit, refuse or answer a release. Safe to run at any
/// moment, any number of times, by several at once: a case's wishes and a benefit's units only move forward.
/// </summary>
public sealed class Settlement(DocumentStore<CoverageCase, CoverageCaseFact> cases, DocumentStore<Benefit, BenefitFact> benefits)
{
    /// <summary>Each refusal or late visit makes one more round; what is still open then is left to the sweeper.</summary>
    const int Rounds = 5;

    /// <summary>Settles one referral's units; nothing to do when they are settled.</summary>
    public async Task Settle(string referralId, CancellationToken ct)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (await cases.Find(referralId, ct) is not { State: { SettleBy: not null } state }) return;
            var settled = await cases.Handle(referralId, Own, await Follow(state, ct), UnitsDecider.Decide, ct);
            if (settled.State.SettleBy is null) return;
        }
    }

    async Task<Conclude> Follow(CoverageCase state, CancellationToken ct)
    {
        var account = state.Account ?? Account.Unlimited;
        var followed = new List<Followed>();
        foreach (var wanted in state.Units().GroupBy(u => u.Key).Select(g => g.ToList()))
        {
            var benefit = (await benefits.Handle(wanted[0].Key, Own, new Follow(account, wanted), BenefitDecider.Decide, ct)).State;
            followed.AddRange(wanted.Select(u => new Followed(u, benefit.StateOf(u))));
            // All or none: what the next benefit year would say no longer matters.
            if (BenefitDecider.Shortage(benefit, account, wanted) is { } shortage) return new(followed, shortage);
        }
        return new(followed, null);
    }

    /// <summary>An id of its own for each step: whether it was done shows in the state, not in the messages seen.</summary>
    static Cause Own => Cause.Own("settlement");
}

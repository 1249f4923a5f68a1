using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>What intake asks of the registry.</summary>
public sealed class PartnerRegistry(Policies<Partner> partners, Policies<ScreeningRules> rules)
{
    /// <exception cref="RefusalException">The partner is not registered, or suspended.</exception>
    public async ValueTask<Partner> Sender(string client, CancellationToken ct) => (await partners.Current(ct)).Find(client)?.Body switch
    {
        null => throw new RefusalException(new Refusal(RefusalKind.Forbidden, "unknown-partner", "This partner is not registered for referrals: ask the network's operator.")),
        { Suspended: true } => throw new RefusalException(new Refusal(RefusalKind.Forbidden, "suspended-partner", "Referrals of this partner are suspended: ask the network's operator.")),
        var partner => partner,
    };

    /// <summary>Every registered partner by its client id.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Versioned<Partner>>> All(CancellationToken ct) => (await partners.Current(ct)).ById;

    /// <exception cref="InvalidOperationException">No rules are loaded; the service is not ready then.</exception>
    public async ValueTask<Versioned<ScreeningRules>> Rules(CancellationToken ct) => (await rules.Current(ct)).Find(ScreeningRules.Id)
        ?? throw new InvalidOperationException("No screening rules are loaded: PUT /api/screening-rules/screening.");
}

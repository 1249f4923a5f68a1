using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>Changes a payer rule; where the caller names the version that is changed, no other change can come between.</summary>
public sealed class PayerRuleChange(Policies<PayerRule> policies, IPolicies<PayerRule> stored, TimeProvider clock)
{
    /// <param name="expected">The version that the caller has seen, 0 for none; null when it does not matter.</param>
    /// <returns>What is in force now, on every instance.</returns>
    /// <exception cref="RefusalException">Another version is in force.</exception>
    public async Task<Versioned<PayerRule>> Put(string id, PayerRule rule, Actor author, string? reason, long? expected, CancellationToken ct)
    {
        if (expected is null) return await policies.Put(id, rule, author, reason, ct);
        var known = await stored.Find(id, ct);
        if ((known?.Version ?? 0) != expected) throw Changed(known?.Version ?? 0);
        if (!await stored.TryPut(Versioned<PayerRule>.After(known, id, rule, author, reason, clock.GetUtcNow()), ct))
            throw Changed((await stored.Find(id, ct))?.Version ?? 0);
        await policies.Read(ct);
        await Task.Delay(Policies<PayerRule>.MaxAge, clock, ct);
        return (await stored.Find(id, ct))!.Alone;
    }

    static RefusalException Changed(long version) => new(new Refusal(RefusalKind.Conflict, "version-conflict",
        $"Version {version} of the rule is in force by now, not the one in If-Match: read it again and decide anew.", "If-Match"));
}

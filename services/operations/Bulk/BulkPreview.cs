using System.Security.Cryptography;
using System.Text;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Work;

namespace ClinicNetwork.Operations.Bulk;

/// <summary>Freezes a set: what each action will do, and what is left out, and why.</summary>
public sealed class BulkPreview(OnBehalf owner, WorkItems items, Bulks bulks, TimeProvider clock)
{
    /// <summary>Referrals in one set: a page of the worklist.</summary>
    public const int Most = 50;
    /// <summary>The owner is asked about so many at once.</summary>
    const int AtOnce = 6;

    /// <param name="key">Of the page that it was chosen from.</param>
    /// <returns>The set's id.</returns>
    public async Task<string> Freeze(Colleague me, string what, IReadOnlyList<string> ids, string from, string key, CancellationToken ct)
    {
        var chosen = ids.Distinct().Order(StringComparer.Ordinal).Take(Most).ToList();
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{me.Id}\n{key}\n{what}\n{string.Join('\n', chosen)}")))[..32];
        if (await bulks.Find(id, ct) is not null) return id;
        var by = new Doer(me.Id, me.Name, me.Roles, me.Chains);
        var answer = await owner.Get(by.Principal, $"/api/worklist?sort=runs-out&limit={Most}&id={string.Join(',', chosen.Select(Uri.EscapeDataString))}", ct);
        if (answer.As<IReadOnlyList<Entry>>() is not { } entries) throw new RefusalException(new Refusal(RefusalKind.Conflict, "no-answer", answer.Refusal));
        var agreed = await items.Of(chosen, ct);
        using var gate = new SemaphoreSlim(AtOnce);
        var rows = await Task.WhenAll(entries.Select(entry => Row(by, me, what, entry, agreed.GetValueOrDefault(entry.ReferralId), gate, ct)));
        var gone = chosen.Except(entries.Select(e => e.ReferralId)).Select(missing => new BulkRow(missing, "", "", default, 0, [], BulkStanding.LeftOut, "It waits for nobody any more."));
        await bulks.Freeze(new(id, by, clock.GetUtcNow(), what, from, [.. rows, .. gone], BulkStatus.Preview), ct);
        return id;
    }

    async Task<BulkRow> Row(Doer by, Colleague me, string what, Entry entry, WorkItem? item, SemaphoreSlim gate, CancellationToken ct)
    {
        var row = new BulkRow(entry.ReferralId, entry.Chain, entry.Attention, entry.Since, entry.Version, [], BulkStanding.Ahead);
        if (item?.ClaimAt(clock.GetUtcNow()) is { } held && held.By != me.Id) return row with { Standing = BulkStanding.LeftOut, Why = $"{held.Name} has it in hand." };
        if (BulkActs.IsOurs(what)) return what is "wake" && item?.Snoozed is null ? row with { Standing = BulkStanding.LeftOut, Why = "It is not put off." } : row;
        await gate.WaitAsync(ct);
        try
        {
            var answer = await owner.Get(by.Principal, $"/api/referrals/{Uri.EscapeDataString(entry.ReferralId)}/actions", ct);
            if (answer.As<Permitted>() is not { } permitted) return row with { Standing = BulkStanding.LeftOut, Why = answer.Refusal };
            return permitted.Actions.FirstOrDefault(a => a.Code == what) is not { } deed ? row with { Standing = BulkStanding.LeftOut, Why = "This cannot be done with it now." }
                : deed.Needs.Count > 0 ? row with { Standing = BulkStanding.LeftOut, Why = "More has to be said with it: open it." }
                : row with { Version = permitted.Version, Will = deed.Will };
        }
        finally
        {
            gate.Release();
        }
    }
}

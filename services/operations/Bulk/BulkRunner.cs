using System.Security.Cryptography;
using System.Text;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.Work;

namespace ClinicNetwork.Operations.Bulk;

/// <summary>Runs what was started, one referral after the other, on whichever instance; what dies in between is gone on with, and nothing is done twice.</summary>
public sealed class BulkRunner(Bulks bulks, OnBehalf owner, WorkItems items, Colleagues colleagues, Changes changes, TimeProvider clock, ILogger<BulkRunner> log) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    /// <summary>The tab by which an item is held meanwhile.</summary>
    const string Tab = "bulk";

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await changes.Next.WaitAsync(Look, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                while (await bulks.Take(stopping) is { } act) await Run(act, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("A bulk act could not go on and is gone on with later: {Reason}", e.Message);
            }
        }
    }

    async Task Run(BulkAct act, CancellationToken ct)
    {
        for (var i = 0; i < act.Rows.Count; i++)
        {
            if (act.Rows[i] is not { Standing: BulkStanding.Ahead or BulkStanding.Doing } row) continue;
            if (!await bulks.Record(act.Id, i, BulkStanding.Doing, null, ct))
            {
                // Stopped before it began.
                await bulks.Record(act.Id, i, BulkStanding.Ahead, null, ct);
                return;
            }
            var refused = await Do(act, row, ct);
            if (!await bulks.Record(act.Id, i, refused is null ? BulkStanding.Done : BulkStanding.LeftOut, refused, ct)) return;
        }
        await bulks.End(act.Id, ct);
    }

    /// <returns>Why not; null when it is done.</returns>
    async Task<string?> Do(BulkAct act, BulkRow row, CancellationToken ct)
    {
        var (me, now) = (new Colleague(act.By.Id, act.By.Name, act.By.Roles, act.By.Chains, clock.GetUtcNow()), clock.GetUtcNow());
        if (BulkActs.IsOurs(act.What)) return await Agree(act, row, me, now, ct);
        if ((await items.Change(row.Id, row.Chain, item => WorkRules.Claim(item, me, Tab, now), ct)).Refusal is { } taken) return taken.Text;
        try
        {
            return await Ask(act, row, ct);
        }
        finally
        {
            await items.Change(row.Id, row.Chain, item => WorkRules.GiveBack(item, me), CancellationToken.None);
        }
    }

    async Task<string?> Ask(BulkAct act, BulkRow row, CancellationToken ct)
    {
        var asked = await owner.Get(act.By.Principal, $"/api/referrals/{Uri.EscapeDataString(row.Id)}/actions", ct);
        if (asked.As<Permitted>() is not { } permitted) return asked.Refusal;
        // What was begun and not known to have ended is sent again under its key, whatever it has made of the referral.
        if (row.Standing is BulkStanding.Ahead && permitted.Version != row.Version) return "It has changed since you looked: open it.";
        var path = permitted.Actions.FirstOrDefault(a => a.Code == act.What)?.Path;
        if (path is null && row.Standing is BulkStanding.Ahead) return "This is not possible any more: open it.";
        if (path is null) return null;
        var answer = await owner.Post(act.By.Principal, path, "{}", new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{act.Id}\n{row.Id}")).AsSpan(0, 16)), ct);
        return answer.IsDone ? null : answer.Refusal;
    }

    async Task<string?> Agree(BulkAct act, BulkRow row, Colleague me, DateTimeOffset now, CancellationToken ct)
    {
        var to = act.Said?.To is { } id ? await colleagues.Find(id, ct) : null;
        return (await items.Change(row.Id, row.Chain, item => act.What switch
        {
            "assign" when to is null => new Refusal(RefusalKind.Unprocessable, "nobody", "Nobody was chosen."),
            "assign" => WorkRules.Assign(item, me, to, now),
            "snooze" => WorkRules.Snooze(item, me, act.Said?.Until ?? default, act.Said?.Reason, row.Attention, row.Since, now),
            _ => WorkRules.Wake(item),
        }, ct)).Refusal?.Text;
    }
}

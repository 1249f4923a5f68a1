using System.Security.Claims;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Desk;

namespace ClinicNetwork.Operations.Work;

/// <summary>A row of a worklist: why it is there, as its owner says, and what coordinators have agreed about it.</summary>
public sealed record WorkRow(Entry Entry, WorkItem? Item);

/// <summary>A page of a worklist.</summary>
/// <param name="Next">The place behind which the next one begins; null when there is none.</param>
/// <param name="Refusal">Why there is nothing to see; null when there is.</param>
public sealed record WorkPage(IReadOnlyList<WorkRow> Rows, string? Next, string? Refusal = null);

/// <summary>
/// Worklists: what waits is asked of its owner, by what runs out next; who has it and what is put off is kept here. What somebody has or has put off is found here
/// and asked for by its ids.
/// </summary>
public sealed class WorkReader(OnBehalf owner, WorkItems items, TimeProvider clock)
{
    public const int Rows = 50;
    /// <summary>Pages of the owner's that one of ours reads at most, where much of them is put off or taken.</summary>
    const int MostPages = 6;

    public async Task<WorkPage> Read(ClaimsPrincipal person, WorkFilter filter, CancellationToken ct)
    {
        if (filter.Snoozed) return await Kept(person, filter, await items.Snoozed(Caller.Of(person).Chains, filter.After, ct), ct);
        if (filter.Whose is "mine") return await Kept(person, filter, await items.Mine(Caller.Of(person).Id, filter.After, ct), ct);
        return await Walk(person, filter, filter.After, Rows, _ => true, ct);
    }

    /// <summary>What to do next: the first behind a place that is free for this person, else the first of the list.</summary>
    /// <param name="done">What is just done, and not to be shown again.</param>
    public async Task<WorkRow?> Next(ClaimsPrincipal person, WorkFilter filter, string? place, string done, CancellationToken ct)
    {
        var (me, now) = (Caller.Of(person).Id, clock.GetUtcNow());
        bool IsFree(WorkRow row) => row.Entry.ReferralId != done && (row.Item?.ClaimAt(now) is not { } held || held.By == me);
        if (filter.Snoozed || filter.Whose is "mine") return (await Read(person, filter with { After = null }, ct)).Rows.FirstOrDefault(IsFree);
        if (place is not null && (await Walk(person, filter, place, 1, IsFree, ct)).Rows is [var behind]) return behind;
        return (await Walk(person, filter, null, 1, IsFree, ct)).Rows is [var first] ? first : null;
    }

    async Task<WorkPage> Walk(ClaimsPrincipal person, WorkFilter filter, string? after, int count, Func<WorkRow, bool> wanted, CancellationToken ct)
    {
        var (rows, place, now) = (new List<WorkRow>(), after, clock.GetUtcNow());
        for (var read = 0; read < MostPages; read++)
        {
            var answer = await Ask(person, filter, $"&limit={Rows}{(place is null ? "" : $"&after={Uri.EscapeDataString(place)}")}", ct);
            if (answer.As<IReadOnlyList<Entry>>() is not { } found) return new(rows, null, rows.Count > 0 ? null : answer.Refusal);
            var agreed = await items.Of([.. found.Select(e => e.ReferralId)], ct);
            foreach (var row in found.Select(e => new WorkRow(e, agreed.GetValueOrDefault(e.ReferralId))))
            {
                place = row.Entry.Cursor;
                if (IsShown(row, filter, now) && wanted(row)) rows.Add(row);
                if (rows.Count == count) return new(rows, place);
            }
            if (found.Count < Rows) return new(rows, null);
        }
        return new(rows, place);
    }

    static bool IsShown(WorkRow row, WorkFilter filter, DateTimeOffset now) =>
        row.Item?.Snoozed?.Holds(row.Entry.Attention, row.Entry.Since, now) != true
        && (filter.Whose is not "nobody" || (row.Item?.ClaimAt(now) is null && row.Item?.Assigned is null));

    /// <summary>What is found here, as far as it still waits.</summary>
    async Task<WorkPage> Kept(ClaimsPrincipal person, WorkFilter filter, IReadOnlyList<WorkItem> kept, CancellationToken ct)
    {
        if (kept.Count == 0) return new([], null);
        var answer = await Ask(person, filter, $"&limit={WorkItems.Page}&id={string.Join(',', kept.Select(i => i.Id))}", ct);
        if (answer.As<IReadOnlyList<Entry>>() is not { } found) return new([], null, answer.Refusal);
        var (agreed, now) = (kept.ToDictionary(i => i.Id), clock.GetUtcNow());
        return new(
            [.. from entry in found let item = agreed[entry.ReferralId] where item.Snoozed?.Holds(entry.Attention, entry.Since, now) == true == filter.Snoozed select new WorkRow(entry, item)],
            kept.Count == WorkItems.Page ? kept[^1].Id : null);
    }

    Task<Answer> Ask(ClaimsPrincipal person, WorkFilter filter, string more, CancellationToken ct) => owner.Get(person,
        $"/api/worklist?sort=runs-out{(filter.List is null ? "" : $"&reason={Uri.EscapeDataString(filter.List)}")}{(filter.Location is null ? "" : $"&location={Uri.EscapeDataString(filter.Location)}")}{more}", ct);

    /// <summary>One referral as the worklist has it; null when it is on none.</summary>
    public async Task<Entry?> Entry(ClaimsPrincipal person, string referral, CancellationToken ct) =>
        (await owner.Get(person, $"/api/worklist?sort=runs-out&id={Uri.EscapeDataString(referral)}", ct)).As<IReadOnlyList<Entry>>() is [var entry] ? entry : null;
}

using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Work;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Desk;

/// <summary>
/// Does what is permitted, or shows why not with all that had been typed: somebody else has the item in hand, it has changed since the form was opened, or its owner refuses.
/// </summary>
static class Deeds
{
    public static async Task<IResult> Do(HttpContext http, OnBehalf referral, WorkReader work, WorkItems items, Colleagues colleagues, TimeProvider clock, string id, string action, [FromForm] IFormCollection form, CancellationToken ct)
    {
        var typed = form.Where(f => !f.Key.StartsWith('_')).ToDictionary(f => f.Key, f => f.Value.ToString());
        var (path, filter) = ($"/api/referrals/{Uri.EscapeDataString(id)}", typed.TryGetValue("from", out var from) ? WorkFilter.Parse(from) : null);
        Task<IResult> Kept(string? refusal, IReadOnlyList<Happened>? changed = null) => DeskEndpoints.Show(http, id, new() { From = filter, Typed = typed, Tried = action, Refusal = refusal, Changed = changed ?? [] });

        var (asked, looked) = (referral.Get(http.User, $"{path}/actions", ct), referral.Get(http.User, path, ct));
        var permitted = (await asked).As<Permitted>();
        if (permitted?.Actions.FirstOrDefault(a => a.Code == action) is not { } deed)
            return await Kept(permitted is null ? (await asked).Refusal : "This is not possible any more: the referral has moved on meanwhile. What follows is new.");
        if ((await looked).As<Shown>() is not { } shown) return await Kept((await looked).Refusal);
        var me = colleagues.Of(http.User);
        var isCoordinator = http.User.IsInRole("coordinator");
        if (isCoordinator && (await items.Change(id, shown.Chain, item => WorkRules.Claim(item, me, typed.GetValueOrDefault("tab") ?? "", clock.GetUtcNow()), ct)).Refusal is { } taken) return await Kept(taken.Text);
        if (isCoordinator && ChangedByOthers(me.Id, shown, typed) is { Count: > 0 } changed) return await Kept(null, changed);

        var before = isCoordinator ? await work.Entry(http.User, id, ct) : null;
        var key = Guid.TryParse(typed.GetValueOrDefault("key"), out var sent) ? sent : (Guid?)null;
        var answer = await referral.Post(http.User, deed.Path, Said.Of(deed, typed), key, ct);
        if (!answer.IsDone) return await Kept(answer.Refusal);
        // What was only noted or tried still waits for the same: it stays open, and in hand.
        if (isCoordinator && (Attention(answer) is not { } still || before?.Attention != still)) await items.Change(id, shown.Chain, item => WorkRules.GiveBack(item, me), ct);
        if (!isCoordinator || filter is null || before?.Attention == Attention(answer))
            return Results.LocalRedirect($"/referrals/{Uri.EscapeDataString(id)}?done={Uri.EscapeDataString(deed.Title)}{(filter is null ? "" : $"&from={Uri.EscapeDataString(filter.Query)}")}");
        return await WorkEndpoints.Onward(http, work, filter, before?.Cursor, id, deed.Title, ct);
    }

    /// <summary>What others have done since the form was opened; what oneself has done meanwhile (the same form, sent twice) is no news.</summary>
    static IReadOnlyList<Happened> ChangedByOthers(string me, Shown shown, Dictionary<string, string> typed) =>
        long.TryParse(typed.GetValueOrDefault("version"), out var seen) ? [.. shown.History.Where(h => h.Version > seen && h.By != me)] : [];

    static string? Attention(Answer answer) => answer.Body is { ValueKind: System.Text.Json.JsonValueKind.Object } body && body.TryGetProperty("attention", out var attention) ? attention.GetString() : null;
}

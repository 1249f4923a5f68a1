using System.Globalization;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Pages.Work;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Work;

/// <summary>The coordinators' worklist, and what they agree about its items: who has one, whose it is to be, until when it is put off.</summary>
public static class WorkEndpoints
{
    public static void MapWork(this WebApplication app)
    {
        app.MapGet("/worklist", List).RequireAuthorization(Session.For("coordinator", "auditor"));
        app.MapGet("/worklist/next", Next).RequireAuthorization(Session.For("coordinator"));
        app.MapGet("/changes", (HttpContext http, ChangeStream changes, string? of) => TypedResults.ServerSentEvents(changes.Follow(of, http.RequestAborted))).RequireAuthorization(Session.SignedIn);
        app.MapPost("/worklist/{id}/renew", (HttpContext http, string id, [FromForm] string tab, WorkItems items, Colleagues colleagues, TimeProvider clock, CancellationToken ct) =>
            Keep(http, id, items, item => WorkRules.Renew(item, colleagues.Of(http.User), tab, clock.GetUtcNow()), ct)).RequireAuthorization(Session.For("coordinator"));
        app.MapPost("/worklist/{id}/leave", Leave).RequireAuthorization(Session.For("coordinator"));
        app.MapPost("/worklist/{id}/{what:regex(^(claim|give-back|assign|unassign|snooze|wake)$)}", Agree).RequireAuthorization(Session.For("coordinator"));
    }

    static async Task<IResult> List(HttpContext http, WorkReader work, string? done, CancellationToken ct)
    {
        var filter = WorkFilter.Of(http.Request.Query);
        return new RazorComponentResult<WorklistPage>(new { Person = http.User, Filter = filter, Page = await work.Read(http.User, filter, ct), Done = done });
    }

    /// <summary>Goes on to the next item that is free.</summary>
    static async Task<IResult> Next(HttpContext http, WorkReader work, string? from, string id, CancellationToken ct) =>
        await Onward(http, work, WorkFilter.Parse(from), (await work.Entry(http.User, id, ct))?.Cursor, id, null, ct);

    /// <summary>The next item's page, or the list when none is left.</summary>
    /// <param name="place">Of what is done in the list, as it was before it was done.</param>
    /// <param name="said">What was done.</param>
    internal static async Task<IResult> Onward(HttpContext http, WorkReader work, WorkFilter filter, string? place, string id, string? said, CancellationToken ct)
    {
        var done = said is null ? "" : $"&done={Uri.EscapeDataString(said)}&was={Uri.EscapeDataString(id)}";
        return await work.Next(http.User, filter, place, id, ct) is { } next
            ? Results.LocalRedirect($"/referrals/{Uri.EscapeDataString(next.Entry.ReferralId)}?from={Uri.EscapeDataString(filter.Query)}{done}")
            : Results.LocalRedirect($"{WorkFilter.Address}?{filter.Query}{(filter.Query is "" ? done.TrimStart('&') : done)}");
    }

    /// <summary>The tab was closed, or another page opened in it: after a moment the item is free, and the lists show it.</summary>
    static Task<IResult> Leave(HttpContext http, string id, [FromForm] string tab, WorkItems items, Colleagues colleagues, Changes changes, TimeProvider clock, CancellationToken ct)
    {
        _ = Task.Delay(Claim.Leaving, clock, CancellationToken.None).ContinueWith(_ => changes.Tell(), TaskScheduler.Default);
        return Keep(http, id, items, item => WorkRules.Leave(item, colleagues.Of(http.User), tab, clock.GetUtcNow()), ct);
    }

    /// <summary>Asked by a page's script: 204, or 409 with the words why not.</summary>
    static async Task<IResult> Keep(HttpContext http, string id, WorkItems items, Func<WorkItem, Judged> judge, CancellationToken ct) =>
        await items.Of(id, ct) is { } known && (await items.Change(id, known.Chain, judge, ct)).Refusal is not { } refusal
            ? Results.NoContent()
            : Results.Text("You do not have this item in hand any more.", statusCode: 409);

    static async Task<IResult> Agree(
        HttpContext http, string id, string what, [FromForm] IFormCollection form, WorkReader work, WorkItems items, Colleagues colleagues, NamesReader names, TimeProvider clock, CancellationToken ct)
    {
        var (me, filter, now) = (colleagues.Of(http.User), form.ContainsKey("from") ? WorkFilter.Parse(form["from"]) : null, clock.GetUtcNow());
        Task<IResult> Back(string? refusal) => refusal is null ? Task.FromResult<IResult>(Results.LocalRedirect($"/referrals/{Uri.EscapeDataString(id)}{(filter is null ? "" : $"?from={Uri.EscapeDataString(filter.Query)}")}"))
            : DeskEndpoints.Show(http, id, new() { From = filter, Refusal = refusal, Tried = what, Typed = form.Where(f => !f.Key.StartsWith('_')).ToDictionary(f => f.Key, f => f.Value.ToString()) });

        var entry = await work.Entry(http.User, id, ct);
        if (entry is null) return await Back("It waits for nobody now, or the referral service does not answer: nothing was changed.");
        var to = what is "assign" ? await colleagues.Find(form["to"].ToString(), ct) : null;
        var judged = await items.Change(id, entry.Chain, item => what switch
        {
            "claim" => WorkRules.Claim(item, me, form["tab"].ToString(), now),
            "give-back" => WorkRules.GiveBack(item, me),
            "assign" when to is null => new Refusal(RefusalKind.Unprocessable, "nobody", "Choose who is to do it: somebody who has signed in here."),
            "assign" => WorkRules.Assign(item, me, to, now),
            "unassign" => WorkRules.Unassign(item),
            "snooze" => Until(form, entry.Chain, names.Current) is { } until
                ? WorkRules.Snooze(item, me, until, form["reason"], entry.Attention, entry.Since, now)
                : new Refusal(RefusalKind.Unprocessable, "no-time", "Say until when: choose a time."),
            _ => WorkRules.Wake(item),
        }, ct);
        if (judged.Refusal is { } refusal) return await Back(refusal.Text);
        // What is given away or put off is done with here.
        var said = what switch { "assign" => $"Assigned to {to!.Name}", "snooze" => "Put off", _ => null };
        return said is null || filter is null ? await Back(null) : await Onward(http, work, filter, entry.Cursor, id, said, ct);
    }

    /// <summary>A time that was typed, else one that was chosen; as the chain's clocks show it.</summary>
    internal static DateTimeOffset? Until(IFormCollection form, string chain, NetworkNames names) =>
        new[] { form["at"].ToString(), form["until"].ToString() }.FirstOrDefault(t => t is not "") is { } text
        && DateTime.TryParseExact(text, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? names.At(chain, local) : null;
}

using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.Pages.Work;
using ClinicNetwork.Operations.SignIn;
using ClinicNetwork.Operations.Work;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Bulk;

/// <summary>Several referrals at once: chosen on the worklist, looked at, started, stopped. Each address shows what is so, however often it is asked for.</summary>
public static class BulkEndpoints
{
    public static void MapBulk(this WebApplication app)
    {
        app.MapPost("/bulk", Choose).RequireAuthorization(Session.For("coordinator"));
        app.MapGet("/bulk/{id}", (HttpContext http, string id, Bulks bulks, Colleagues colleagues, CancellationToken ct) => Show(http, id, bulks, colleagues, null, ct)).RequireAuthorization(Session.For("coordinator"));
        app.MapPost("/bulk/{id}/start", Start).RequireAuthorization(Session.For("coordinator"));
        app.MapPost("/bulk/{id}/stop", async (HttpContext http, string id, [FromForm] IFormCollection form, Bulks bulks, Colleagues colleagues, CancellationToken ct) =>
        {
            if (await Mine(http, id, bulks, colleagues, ct) is not null) await bulks.Stop(id, ct);
            return Results.LocalRedirect($"/bulk/{Uri.EscapeDataString(id)}");
        }).RequireAuthorization(Session.For("coordinator"));
    }

    static async Task<IResult> Choose(HttpContext http, [FromForm] IFormCollection form, BulkPreview preview, Colleagues colleagues, CancellationToken ct)
    {
        var (what, ids, filter) = (form["what"].ToString(), form["id"].OfType<string>().ToList(), WorkFilter.Parse(form["from"]));
        if (!BulkActs.All.ContainsKey(what) || ids.Count == 0) return Results.LocalRedirect(filter.Here);
        return Results.LocalRedirect($"/bulk/{await preview.Freeze(colleagues.Of(http.User), what, ids, filter.Query, form["key"].ToString(), ct)}");
    }

    static async Task<IResult> Start(HttpContext http, string id, [FromForm] IFormCollection form, Bulks bulks, Colleagues colleagues, NamesReader names, CancellationToken ct)
    {
        if (await Mine(http, id, bulks, colleagues, ct) is not { } act) return Results.LocalRedirect($"/bulk/{Uri.EscapeDataString(id)}");
        var said = new BulkSaid(form["to"].ToString() is { Length: > 0 } to ? to : null, WorkEndpoints.Until(form, act.Rows.FirstOrDefault(r => r.Chain is not "")?.Chain ?? "", names.Current), form["reason"].ToString() is { Length: > 0 } reason ? reason : null);
        if (act.Status is BulkStatus.Preview && act.What is "assign" && said.To is null) return await Show(http, id, bulks, colleagues, "Choose who is to do them.", ct);
        if (act.Status is BulkStatus.Preview && act.What is "snooze" && (said.Until is null || said.Reason is null)) return await Show(http, id, bulks, colleagues, "Say until when they are put off, and why.", ct);
        await bulks.Start(id, BulkActs.IsOurs(act.What) ? said : null, ct);
        return Results.LocalRedirect($"/bulk/{Uri.EscapeDataString(id)}");
    }

    static async Task<IResult> Show(HttpContext http, string id, Bulks bulks, Colleagues colleagues, string? refusal, CancellationToken ct) =>
        await Mine(http, id, bulks, colleagues, ct) is { } act
            ? new RazorComponentResult<BulkPage>(new
            {
                Person = http.User, Act = act, Refusal = refusal,
                Colleagues = act.What is "assign" && act.Status is BulkStatus.Preview && act.Rows.FirstOrDefault(r => r.Chain is not "") is { } first ? await colleagues.Coordinators(first.Chain, ct) : [],
            })
            : new RazorComponentResult<NothingPage>(new { Person = http.User, Words = "There is no such set, or a colleague has chosen it." }) { StatusCode = 404 };

    static async Task<BulkAct?> Mine(HttpContext http, string id, Bulks bulks, Colleagues colleagues, CancellationToken ct) =>
        await bulks.Find(id, ct) is { } act && act.By.Id == colleagues.Of(http.User).Id ? act : null;
}

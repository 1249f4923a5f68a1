using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Desk;

/// <summary>A condition that is taken without review, as somebody finds it by words.</summary>
public sealed record Condition(string Code, string Words);

/// <summary>The form by which a hospital without a system of its own refers: checked by the same rules as every order, then sent as one.</summary>
public static class ReferEndpoints
{
    sealed record Rules(IReadOnlyList<Group> Accepted);
    sealed record Group(string Name, string Text, IReadOnlyList<Coded> Codes);
    sealed record Coded(string System, string Code);

    public static void MapRefer(this WebApplication app)
    {
        app.MapGet("/hospital/new", async (HttpContext http, OnBehalf referral, TimeProvider clock, CancellationToken ct) =>
            await Page(http, referral, ReferralForm.New(clock.GetUtcNow()), null, null, ct)).RequireAuthorization(Session.For("referrer"));
        app.MapPost("/hospital/new", Refer).RequireAuthorization(Session.For("referrer"));
    }

    /// <summary>Checks what was typed, or sends it; either way nothing that was typed is lost.</summary>
    static async Task<IResult> Refer(HttpContext http, OnBehalf referral, TimeProvider clock, [FromForm] IFormCollection form, CancellationToken ct)
    {
        var typed = ReferralForm.Of(form);
        var order = typed.ToServiceRequest(clock.GetUtcNow()).ToJsonString();
        if (form["do"] == "check")
        {
            var checkedBy = await referral.Post(http.User, "/fhir/ServiceRequest/$validate", order, null, ct);
            return await Page(http, referral, typed, checkedBy.Status == 0 ? checkedBy.Refusal : null, checkedBy.Status == 0 ? null : checkedBy, ct);
        }
        var sent = await referral.Post(http.User, "/fhir/ServiceRequest", order, null, ct);
        return sent.IsDone && sent.Body?.GetProperty("id").GetString() is { } id
            ? Results.LocalRedirect($"/referrals/{Uri.EscapeDataString(id)}?done={Uri.EscapeDataString("Sent to the clinic")}")
            : await Page(http, referral, typed, sent.Refusal, null, ct);
    }

    static async Task<IResult> Page(HttpContext http, OnBehalf referral, ReferralForm form, string? refusal, Answer? checkedBy, CancellationToken ct) => new RazorComponentResult<ReferPage>(new
    {
        Person = http.User, Form = form, Refusal = refusal, Checked = checkedBy?.Refusal, Conditions = await Conditions(http, referral, ct),
    });

    /// <summary>None while the rules cannot be read: any code may be typed all the same.</summary>
    static async Task<IReadOnlyList<Condition>> Conditions(HttpContext http, OnBehalf referral, CancellationToken ct) =>
        (await referral.Get(http.User, "/api/screening-rules/screening", ct)).As<Rules>() is { } rules
            ? [.. from g in rules.Accepted from c in g.Codes where c.System.Contains("icd-10-cm", StringComparison.Ordinal) && !c.Code.EndsWith('*') orderby c.Code select new Condition(c.Code, g.Name.Replace('-', ' '))]
            : [];
}

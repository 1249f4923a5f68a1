using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.Pages.Rules;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Rules;

/// <summary>The network's rules and its directory: shown, edited, checked by their owner, put into force, and taken back to an earlier version.</summary>
public static class PolicyPages
{
    public static void MapPolicyPages(this WebApplication app)
    {
        var (read, write) = (Session.For("operator", "coordinator", "auditor"), Session.For("operator"));
        foreach (var place in new[] { "rules", "directory" })
        {
            app.MapGet($"/{place}", () => Results.LocalRedirect(PolicyKind.In(place)[0].Address)).RequireAuthorization(read);
            app.MapGet($"/{place}/{{kind}}", (HttpContext http, PolicyReader policies, string kind, CancellationToken ct) => On(http, place, kind, k => List(http, policies, k, ct))).RequireAuthorization(read);
            app.MapGet($"/{place}/{{kind}}/{{id}}", (HttpContext http, PolicyReader policies, string kind, string id, string? done, CancellationToken ct) =>
                On(http, place, kind, k => Show(http, policies, k, id, done, ct))).RequireAuthorization(read);
            app.MapGet($"/{place}/{{kind}}/{{id}}/edit", (HttpContext http, PolicyReader policies, string kind, string id, CancellationToken ct) =>
                On(http, place, kind, k => Edit(http, policies, k, id, ct))).RequireAuthorization(write);
            app.MapPost($"/{place}/{{kind}}/{{id}}/check", (HttpContext http, PolicyReader policies, string kind, string id, [FromForm] IFormCollection form, CancellationToken ct) =>
                On(http, place, kind, k => Check(http, policies, k, id, form, ct))).RequireAuthorization(write);
            app.MapPost($"/{place}/{{kind}}/{{id}}/activate", (HttpContext http, PolicyReader policies, string kind, string id, [FromForm] IFormCollection form, CancellationToken ct) =>
                On(http, place, kind, k => Activate(http, policies, k, id, form, ct))).RequireAuthorization(write);
        }
    }

    static async Task<IResult> On(HttpContext http, string place, string code, Func<PolicyKind, Task<IResult>> then) =>
        PolicyKind.Find(place, code) is { } kind ? await then(kind) : Nothing(http, "There is no such kind of rule: choose one from the list.");

    static async Task<IResult> List(HttpContext http, PolicyReader policies, PolicyKind kind, CancellationToken ct)
    {
        var (all, refusal) = await policies.All(http.User, kind, ct);
        return new RazorComponentResult<PolicyListPage>(new { Person = http.User, Kind = kind, All = all, Refusal = refusal });
    }

    static async Task<IResult> Show(HttpContext http, PolicyReader policies, PolicyKind kind, string id, string? done, CancellationToken ct)
    {
        var (found, versions) = (policies.Find(http.User, kind, id, ct), policies.Versions(http.User, kind, id, ct));
        return (await found).Document is { } document
            ? new RazorComponentResult<PolicyPage>(new { Person = http.User, Kind = kind, Document = document, Versions = await versions, Done = done })
            : Nothing(http, (await found).Refusal, (await found).IsAway);
    }

    static async Task<IResult> Edit(HttpContext http, PolicyReader policies, PolicyKind kind, string id, CancellationToken ct) =>
        await policies.Find(http.User, kind, id, ct) is { Document: { } document } ? Form(http, kind, document, document.Body, null) : Nothing(http, "There is nothing under this id.");

    static RazorComponentResult<PolicyEditPage> Form(HttpContext http, PolicyKind kind, PolicyDocument seen, JsonObject typed, string? refusal) =>
        new(new { Person = http.User, Kind = kind, Document = seen, Typed = typed, Refusal = refusal });

    /// <summary>What was typed, or an earlier version, judged by the owner and laid beside what is in force; nothing changes yet.</summary>
    static async Task<IResult> Check(HttpContext http, PolicyReader policies, PolicyKind kind, string id, IFormCollection form, CancellationToken ct)
    {
        if (await policies.Find(http.User, kind, id, ct) is not { Document: { } current } gone) return Nothing(http, "There is nothing under this id.");
        var (body, problems) = Typed(kind, current, form, await Earlier(policies, http, kind, id, form, ct));
        if (problems.Count > 0) return Form(http, kind, current, body, string.Join(" ", problems));
        var seen = long.TryParse(form["seen"], out var version) ? version : current.Version;
        var answer = await policies.Check(http.User, kind, id, body, seen, ct);
        return answer.IsDone
            ? new RazorComponentResult<PolicyPreviewPage>(new { Person = http.User, Kind = kind, Document = current, Body = body, Changes = PolicyChanges.Between(kind, current.Body, body), From = form["version"].FirstOrDefault() })
            : Form(http, kind, current, body, seen == current.Version ? answer.Refusal : $"{answer.Refusal} What you typed is kept below, to be checked against version {current.Version}.");
    }

    static async Task<JsonObject?> Earlier(PolicyReader policies, HttpContext http, PolicyKind kind, string id, IFormCollection form, CancellationToken ct) =>
        long.TryParse(form["version"], out var wanted) ? (await policies.Versions(http.User, kind, id, ct)).FirstOrDefault(v => v.Version == wanted)?.Body : null;

    static (JsonObject Body, IReadOnlyList<string> Problems) Typed(PolicyKind kind, PolicyDocument current, IFormCollection form, JsonObject? earlier)
    {
        if (earlier is not null) return (earlier, []);
        if (form["version"].Count > 0) return (current.Body, ["That version is not kept any more."]);
        if (form["json"].FirstOrDefault() is not { } text) return PolicyForm.Apply(kind, current.Body, path => form.TryGetValue($"f.{path}", out var typed) ? typed.ToString() : null);
        return Read(text) is { } body ? (body, []) : (current.Body, ["This is not a JSON object: mend it, or fill in the form instead."]);
    }

    static async Task<IResult> Activate(HttpContext http, PolicyReader policies, PolicyKind kind, string id, IFormCollection form, CancellationToken ct)
    {
        if (Read(form["body"].ToString()) is not { } body || !long.TryParse(form["seen"], out var seen)) return Results.LocalRedirect(kind.Of(id));
        var answer = await policies.Put(http.User, kind, id, body, seen, form["reason"].ToString().Trim(), ct);
        if (answer.IsDone) return Results.LocalRedirect($"{kind.Of(id)}?done=in-force");
        return await policies.Find(http.User, kind, id, ct) is { Document: { } current }
            ? Form(http, kind, current, body, $"{answer.Refusal} Nothing was changed; what you typed is kept below.")
            : Nothing(http, answer.Refusal, answer.Status == 0);
    }

    static JsonObject? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, null, new() { MaxDepth = 32 }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static RazorComponentResult<NothingPage> Nothing(HttpContext http, string words, bool isAway = false) => new(new { Person = http.User, Words = words }) { StatusCode = isAway ? 503 : 404 };
}

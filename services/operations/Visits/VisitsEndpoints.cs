using System.Globalization;
using System.Text.Json;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Pages.Visits;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Visits;

/// <summary>A therapist's day, for a phone: today's visits with what the physician asks for, what came of each, tomorrow, and their own papers.</summary>
public static class VisitsEndpoints
{
    /// <summary>What was tried, and why it was refused.</summary>
    public sealed record Tried(string Visit, string Refusal, IReadOnlyDictionary<string, string> Typed);

    public static void MapVisits(this WebApplication app)
    {
        app.MapGet("/visits", (HttpContext http, string? done) => Show(http, done, null)).RequireAuthorization(Session.For("therapist"));
        app.MapPost("/visits/{id}/{what:regex(^(complete|miss)$)}", Record).RequireAuthorization(Session.For("therapist"));
    }

    static async Task<IResult> Show(HttpContext http, string? done, Tried? tried)
    {
        var (scheduling, names, ct) = (http.RequestServices.GetRequiredService<OnBehalf>(), http.RequestServices.GetRequiredService<NamesReader>().Current, http.RequestAborted);
        var chain = Caller.Of(http.User).Chains is [var own, ..] ? own : "";
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), names.Zone(chain)).DateTime);
        Task<Answer> On(DateOnly day) => scheduling.Get(http.User, "scheduling", $"/api/visits?date={day.ToString("O", CultureInfo.InvariantCulture)}", ct);
        var (before, now, next, papers) = (On(today.AddDays(-1)), On(today), On(today.AddDays(1)), scheduling.Get(http.User, "scheduling", "/api/visits/credentials", ct));
        var visits = (await now).As<IReadOnlyList<TodaysVisit>>();
        return new RazorComponentResult<VisitsPage>(new
        {
            Person = http.User, Done = done, Tried = tried,
            Day = new Day(today, [.. Of(await before).Where(v => v.IsOpen)], visits ?? [], Of(await next), (await papers).As<OwnCredentials>(), visits is null ? (await now).Refusal : null),
        });

        static IReadOnlyList<TodaysVisit> Of(Answer answer) => answer.As<IReadOnlyList<TodaysVisit>>() ?? [];
    }

    /// <summary>Sent twice it is recorded once; what is refused is shown with all that had been chosen.</summary>
    static async Task<IResult> Record(HttpContext http, string id, string what, [FromForm] IFormCollection form, OnBehalf scheduling, CancellationToken ct)
    {
        var body = what is "miss" ? "{}" : JsonSerializer.Serialize(new
        {
            minutes = Whole(form["minutes"]), techniques = form["technique"].OfType<string>(), painBefore = Whole(form["before"]), painAfter = Whole(form["after"]),
            note = form["note"].ToString().Trim() is { Length: > 0 } note ? note : null,
        }, JsonSerializerOptions.Web);
        var key = Guid.TryParse(form["key"], out var sent) ? sent : (Guid?)null;
        var answer = await scheduling.Post(http.User, "scheduling", $"/api/visits/{Uri.EscapeDataString(id)}/{what}", body, key, ct);
        return answer.IsDone ? Results.LocalRedirect($"/visits?done={what}")
            : await Show(http, null, new(id, answer.Refusal, form.Where(f => !f.Key.StartsWith('_')).ToDictionary(f => f.Key, f => f.Value.ToString())));

        static int Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}

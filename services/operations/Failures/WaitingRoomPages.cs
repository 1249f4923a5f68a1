using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.Pages.Failures;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Failures;

/// <summary>The waiting rooms as pages: what waits by queue and kind, one message, returning some or all of a kind, giving one up.</summary>
public static class WaitingRoomPages
{
    /// <summary>Messages that are chosen together at most.</summary>
    public const int MostChosen = 100;

    public static void MapWaitingRoomPages(this WebApplication app)
    {
        var (read, write) = (Session.For("operator", "auditor"), Session.For("operator"));
        app.MapGet("/waiting-room", List).RequireAuthorization(read);
        app.MapGet("/waiting-room/{service}/{id:guid}", (HttpContext http, Rooms rooms, string service, Guid id, string? done, CancellationToken ct) => Show(http, rooms, service, id, done, null, null, ct)).RequireAuthorization(read);
        app.MapGet("/waiting-room/return", Preview).RequireAuthorization(write);
        app.MapPost("/waiting-room/return", Return).RequireAuthorization(write);
        app.MapPost("/waiting-room/{service}/{id:guid}/discard", Discard).RequireAuthorization(write);
    }

    static async Task<IResult> List(HttpContext http, Rooms rooms, string? service, string? queue, string? kind, string? status, string? after, string? done, CancellationToken ct)
    {
        var query = new RoomQuery(service, queue, kind, Enum.TryParse<FailedMessageStatus>(status, out var known) && Enum.IsDefined(known) ? known : FailedMessageStatus.Waiting, after);
        return new RazorComponentResult<WaitingRoomPage>(new { Person = http.User, Query = query, Rooms = await rooms.Read(http.User, query, ct), Done = done });
    }

    static async Task<IResult> Show(HttpContext http, Rooms rooms, string service, Guid id, string? done, string? refusal, string? typed, CancellationToken ct)
    {
        var answer = rooms.Services.Contains(service) ? await rooms.Find(http.User, service, id, ct) : null;
        return answer?.As<FailedMessageView>() is { } message
            ? new RazorComponentResult<FailedMessagePage>(new { Person = http.User, Message = message, Done = done, Refusal = refusal, Typed = typed })
            : new RazorComponentResult<NothingPage>(new { Person = http.User, Words = answer?.Refusal ?? "There is no such service." }) { StatusCode = answer?.Status is 0 ? 503 : 404 };
    }

    /// <summary>What would be returned, frozen: named messages, or all of a queue and kind that wait now.</summary>
    static async Task<IResult> Preview(HttpContext http, Rooms rooms, TimeProvider clock, string? service, string? queue, string? kind, [FromQuery] string[]? message, CancellationToken ct)
    {
        var chosen = Chosen(message);
        if (chosen.Count is 0 && (service is null || queue is null || kind is null)) return Results.LocalRedirect("/waiting-room?done=Nothing%20was%20chosen");
        var query = new RoomQuery(service, queue, kind, FailedMessageStatus.Waiting, null);
        var at = clock.GetUtcNow();
        var (answer, room) = chosen.Count == 0 && await rooms.Read(http.User, query, ct) is [var found] ? found : default;
        return new RazorComponentResult<ReturnPage>(new { Person = http.User, Query = query, Chosen = chosen, Room = room, answer?.Refusal, At = at });
    }

    static async Task<IResult> Return(HttpContext http, Rooms rooms, [FromForm] IFormCollection form, CancellationToken ct)
    {
        if (!Guid.TryParse(form["key"], out var key)) return Results.LocalRedirect("/waiting-room");
        var chosen = Chosen([.. form["message"].OfType<string>()]);
        var (returning, left, refusals) = (0, 0, new List<string>());
        if (chosen.Count > 0)
            foreach (var room in chosen.GroupBy(c => c.Service))
                if (await rooms.Return(http.User, room.Key, [.. room.Select(c => c.Id)], key, ct) is { IsDone: true, Body: { } body }) returning += body.GetProperty("returning").GetInt32();
                else refusals.Add($"{room.Key} did not take it");
        else if (rooms.Services.Contains(form["service"].ToString()) && DateTimeOffset.TryParse(form["until"], out var until))
        {
            var (count, isMore, refusal) = await rooms.ReturnKind(http.User, form["service"]!, form["queue"]!, form["kind"]!, until, key, ct);
            (returning, left) = (count, isMore ? 1 : 0);
            if (refusal is not null) refusals.Add(refusal);
        }
        var words = string.Join("; ", [$"{returning} {(returning == 1 ? "message is" : "messages are")} on the way back", .. left > 0 ? ["more of the kind wait: return them too"] : Array.Empty<string>(), .. refusals]);
        return Results.LocalRedirect($"/waiting-room?done={Uri.EscapeDataString(words)}");
    }

    static async Task<IResult> Discard(HttpContext http, Rooms rooms, string service, Guid id, [FromForm] IFormCollection form, CancellationToken ct)
    {
        if (!rooms.Services.Contains(service)) return await Show(http, rooms, service, id, null, null, null, ct);
        var answer = await rooms.Discard(http.User, service, id, form["reason"].ToString(), Guid.TryParse(form["key"], out var key) ? key : null, ct);
        return answer.IsDone ? Results.LocalRedirect($"/waiting-room/{service}/{id}?done=given-up") : await Show(http, rooms, service, id, null, answer.Refusal, form["reason"], ct);
    }

    /// <summary>Messages as a form names them: <c>service/id</c>; what is none is left out.</summary>
    static IReadOnlyList<(string Service, Guid Id)> Chosen(IReadOnlyList<string>? named) =>
        [.. (named ?? []).Select(name => name.Split('/')).Where(parts => parts.Length == 2 && Guid.TryParse(parts[1], out _)).Select(parts => (parts[0], Guid.Parse(parts[1]))).Distinct().Take(MostChosen)];
}

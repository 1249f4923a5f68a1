using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Pages;
using ClinicNetwork.Operations.Work;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.SignIn;

/// <summary>
/// The development sign-in. It is there only when the person issuer is configured as a development one, which
/// <see cref="Identity.AddIdentity"/> refuses in Production.
/// </summary>
public static class SignInEndpoints
{
    public static void MapSignIn(this WebApplication app)
    {
        var development = app.Services.GetRequiredService<IdentityOptions>().Issuers.GetValueOrDefault("person")?.Development == true;
        IReadOnlyList<Person> people = development ? People.All : [];

        app.MapGet("/signin", () => new RazorComponentResult<SignInPage>(new { People = people })).AllowAnonymous();
        app.MapPost("/signin", async (HttpContext http, [FromForm] string person, Colleagues colleagues, CancellationToken ct) =>
        {
            if (people.FirstOrDefault(p => p.Id == person) is not { } chosen) return Results.LocalRedirect("/signin");
            await http.SignInAsync(Session.Scheme, Session.Of(chosen));
            await colleagues.Meet(Session.Of(chosen), ct);
            return Results.LocalRedirect(chosen.Partner is null ? "/" : "/hospital");
        }).AllowAnonymous();
        app.MapPost("/signout", async (HttpContext http, [FromForm] string? from) =>
        {
            await http.SignOutAsync(Session.Scheme);
            return Results.LocalRedirect("/signin");
        }).RequireAuthorization(Session.SignedIn);
    }
}

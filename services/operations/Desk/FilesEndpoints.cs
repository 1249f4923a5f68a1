using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Desk;

/// <summary>Files of a referral, handed through from their owner to who may see them there; nothing of them stays here.</summary>
public static class FilesEndpoints
{
    public static void MapFiles(this WebApplication app)
    {
        var people = Session.For("coordinator", "auditor", "referrer");
        app.MapGet("/referrals/{id}/files/{file}", (HttpContext http, OnBehalf referral, string file, CancellationToken ct) => Hand(http, referral, $"/fhir/Binary/{Uri.EscapeDataString(file)}", "*/*", file, ct)).RequireAuthorization(people);
        app.MapGet("/referrals/{id}/report.pdf", (HttpContext http, OnBehalf referral, string id, CancellationToken ct) => Report(http, referral, id, ct)).RequireAuthorization(people);
        app.MapGet("/referrals/{id}/reports/{number:int}.pdf", (HttpContext http, OnBehalf referral, string id, int number, CancellationToken ct) => Report(http, referral, FormattableString.Invariant($"{id}-{number}"), ct)).RequireAuthorization(people);
    }

    static Task<IResult> Report(HttpContext http, OnBehalf referral, string id, CancellationToken ct) => Hand(http, referral, $"/fhir/Bundle/{Uri.EscapeDataString(id)}", "application/pdf", $"report-{id}", ct);

    /// <summary>To keep, never to be shown as a page of ours.</summary>
    /// <param name="name">Of the file, without what its kind adds to it.</param>
    internal static async Task<IResult> Hand(HttpContext http, OnBehalf referral, string path, string accept, string name, CancellationToken ct) =>
        await referral.File(http.User, path, accept, ct) is var (type, content)
            ? Results.Bytes(content, type, $"{name}.{(type is "image/jpeg" ? "jpg" : type.Split('/')[^1])}")
            : new RazorComponentResult<NothingPage>(new { Person = http.User, Words = "There is no such file, or it is not to be had now." }) { StatusCode = 404 };
}

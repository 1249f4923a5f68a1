using System.Globalization;
using System.Text.Json;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Pages.Find;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Find;

/// <summary>The palette: a referral by number, place, therapist or patient. What is looked for is posted, so that no name stands in an address or a log.</summary>
public static class FindEndpoints
{
    const int MostPlaces = 8;

    public static void MapFind(this WebApplication app)
    {
        var people = Session.For("coordinator", "auditor");
        app.MapGet("/find", (HttpContext http) => new RazorComponentResult<FindPage>(new { Person = http.User, Sought = new Sought(), Found = (Found?)null })).RequireAuthorization(people);
        app.MapPost("/find", async (HttpContext http, [FromForm] IFormCollection form, OnBehalf referral, NamesReader names, CancellationToken ct) =>
        {
            var sought = Sought.Of(form);
            return new RazorComponentResult<FindPage>(new { Person = http.User, Sought = sought, Found = sought.IsEmpty ? null : await Look(http, sought, referral, names.Current, ct) });
        }).RequireAuthorization(people);
        app.MapGet("/referrals/at", At).RequireAuthorization(Session.For("coordinator", "auditor", "operator", "billing"));
    }

    static async Task<Found> Look(HttpContext http, Sought sought, OnBehalf referral, NetworkNames names, CancellationToken ct)
    {
        var answer = await referral.Post(http.User, "/api/referrals/find", JsonSerializer.Serialize(new
        {
            number = Given(sought.Text), familyName = Given(sought.Family), givenName = Given(sought.Given),
            birthDate = DateOnly.TryParseExact(sought.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) ? (DateOnly?)born : null,
        }, NoNulls), null, ct);
        return new(answer.As<IReadOnlyList<FoundReferral>>() ?? [], sought.Text is "" ? [] : [.. Places(sought.Text, names).Take(MostPlaces)], answer.IsDone ? null : answer.Refusal);

        static string? Given(string text) => text is "" ? null : text;
    }

    static readonly JsonSerializerOptions NoNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    static IEnumerable<FoundPlace> Places(string text, NetworkNames names) =>
    [
        .. from place in names.Locations where place.Value.Contains(text, StringComparison.OrdinalIgnoreCase) orderby place.Value select new FoundPlace($"Referrals at {place.Value}", $"/referrals/at?location={Uri.EscapeDataString(place.Key)}"),
        .. from person in names.Therapists where person.Value.Contains(text, StringComparison.OrdinalIgnoreCase) orderby person.Value select new FoundPlace($"Referrals with {person.Value}", $"/referrals/at?therapist={Uri.EscapeDataString(person.Key)}"),
    ];

    /// <summary>The referrals of a place or a therapist, the newest first.</summary>
    static async Task<IResult> At(HttpContext http, PlaceReferrals referrals, string? location, string? therapist, string? after, CancellationToken ct) =>
        new RazorComponentResult<PlacePage>(new
        {
            Person = http.User, Location = location, Therapist = therapist, IsFull = PlaceReferrals.Page,
            Rows = location is null && therapist is null ? [] : await referrals.Read(Caller.Of(http.User).Chains, location, therapist, after, ct),
        });
}

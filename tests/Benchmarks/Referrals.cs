using System.Net.Http.Headers;
using System.Text;
using ClinicNetwork.Local.Demo;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>A referral as bytes, made before the clock runs.</summary>
sealed record Prepared(string Partner, byte[] Json)
{
    public async Task<string> Send(IReadOnlyDictionary<string, HttpClient> hospitals, CancellationToken ct)
    {
        using var body = new ByteArrayContent(Json);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        using var answer = await hospitals[Partner].PostAsync(new Uri("fhir", UriKind.Relative), body, ct);
        answer.EnsureSuccessStatusCode();
        var location = answer.Headers.Location!.ToString();
        return location[(location.LastIndexOf('/') + 1)..];
    }
}

/// <summary>Made-up referrals that the network books without a person: covered, of a treated condition, 4–12 visits.</summary>
sealed class Referrals(DateTimeOffset now)
{
    static readonly string[] Booked = ["Harborview", "Blue Maple"];
    long run = now.ToUnixTimeMilliseconds();

    /// <summary>So many, two thirds of them for the larger chain.</summary>
    /// <param name="about">Only those whose description holds this, e.g. <c>8 visits, Harborview</c>.</param>
    public IReadOnlyList<Prepared> Make(int count, string about = "")
    {
        var made = new List<Prepared>(count);
        while (made.Count < count)
            // Each run has order numbers, and so patients and members, of its own.
            made.AddRange(new ReferralGenerator(run++, now).Take(54).Where(r => IsBooked(r.About) && r.About.Contains(about, StringComparison.Ordinal))
                .Select(r => new Prepared(r.Partner.Id, Encoding.UTF8.GetBytes(r.Bundle.ToJsonString()))));
        return made[..count];
    }

    /// <summary>Fractures are reviewed; Harborview with 6 visits is also how the deceased come, so all of those stay out.</summary>
    static bool IsBooked(string about) =>
        Booked.Any(payer => about.Contains(payer, StringComparison.Ordinal)) && !about.Contains("Fracture", StringComparison.Ordinal)
        && !about.EndsWith("6 visits, Harborview Health Plan", StringComparison.Ordinal);
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Local;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>The seeded network several times over: every location and therapist again under other names, through the admin API.</summary>
static class LargeNetwork
{
    const int Copies = 4;

    public static async Task Seed(HttpClient scheduling, CancellationToken ct)
    {
        var entries = SeedFile.ReadAll().Where(f => f.Service == "scheduling").SelectMany(f => f.Entries).ToList();
        for (var copy = 1; copy <= Copies; copy++)
            foreach (var (path, body) in entries.Where(e => !e.Path.StartsWith("/api/chains/", StringComparison.Ordinal)))
            {
                var again = body.DeepClone().AsObject();
                again["name"] = $"{again["name"]} {copy}";
                // A therapist's copy works at the copies of the locations.
                foreach (var shift in again["shifts"]?.AsArray().OfType<JsonObject>() ?? []) shift["location"] = $"{shift["location"]}-{copy}";
                using var answer = await scheduling.PutAsJsonAsync($"{path}-{copy}", again, ct);
                answer.EnsureSuccessStatusCode();
            }
        Console.Error.WriteLine($"the seeded network stands {Copies + 1} times: {entries.Count(e => e.Path.StartsWith("/api/therapists/", StringComparison.Ordinal)) * (Copies + 1)} therapists");
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Local;

/// <summary>
/// Puts the network's policy data (partners, rules, locations, therapists, payers) at the services that own it, by their
/// own admin endpoints and with an operator's token. The same again changes nothing.
/// </summary>
/// <param name="complete">Adds to an entry what no file can hold, such as keys made on this machine.</param>
sealed class Seeder(IReadOnlyDictionary<string, Uri> addresses, Tokens tokens, Func<string, JsonObject, JsonObject> complete, IProgress<string> progress)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Seeds all services side by side, each in the order of its files.</summary>
    /// <exception cref="LaunchException">A service refuses an entry, or does not take it within a minute.</exception>
    public async Task Seed(CancellationToken cancellation)
    {
        var files = SeedFile.ReadAll();
        progress.Report($"seeding {files.Sum(f => f.Entries.Count)} documents of policy data");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Of(Person.Operator));
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        impatience.CancelAfter(Patience);
        await Task.WhenAll(files.GroupBy(f => f.Service).Select(async service =>
        {
            // A kind after the other, because locations belong to chains; within a kind side by side, because a change is answered only once every instance has seen it.
            foreach (var kind in service.SelectMany(file => file.Entries).GroupBy(entry => entry.Path[..entry.Path.LastIndexOf('/')]))
                await Task.WhenAll(kind.Select(entry => Put(http, service.Key, entry.Path, complete(entry.Path, entry.Body), cancellation, impatience.Token)));
        }));
    }

    async Task Put(HttpClient http, string service, string path, JsonObject body, CancellationToken cancellation, CancellationToken impatient)
    {
        var last = "no answer";
        try
        {
            while (true)
            {
                var (done, answer) = await TryPut(http, new Uri(addresses[service], path), body, impatient);
                if (done && answer.Length == 0) return;
                last = answer;
                if (done) break;
                await Task.Delay(Pause, impatient);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
        throw new LaunchException($"{service} does not take its policy data PUT {path}: {last}");
    }

    /// <summary>Done with an empty text: taken. Done with a text: refused. Not done: worth another try.</summary>
    static async Task<(bool Done, string Answer)> TryPut(HttpClient http, Uri address, JsonObject body, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.PutAsJsonAsync(address, body, cancellation);
            if (answer.IsSuccessStatusCode) return (true, "");
            var text = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}";
            return ((int)answer.StatusCode < 500, text);
        }
        catch (Exception e) when (e.IsNoAnswer(cancellation))
        {
            return (false, e.Message);
        }
    }
}

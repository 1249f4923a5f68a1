using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Verify;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>The same questions to a network of ever more ended referrals: what each costs must not grow with them.</summary>
static class GrowthPart
{
    const int Originals = 8;
    const int Repeats = 60;
    const int Journeys = 20;
    const int Taken = 200;
    const int AtOnce = 16;
    const string Visit = """{"minutes": 50, "techniques": ["trigger-point-therapy"], "painBefore": 6, "painAfter": 3}""";
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    static readonly TimeProvider Clock = TimeProvider.System;

    public static async Task Run(BenchNetwork network, Table table, IReadOnlyList<int> sizes, CancellationToken ct)
    {
        await using var outcomes = await Outcomes.Listen(network.RabbitMq, ct);
        var past = new Past(network);
        await past.Learn(await Treated(network, outcomes, await network.Person("coordinator", ct), ct), ct);
        foreach (var size in sizes)
        {
            var began = Clock.GetTimestamp();
            await past.GrowTo(size, ct);
            await past.Tally(ct);
            table.Add($"**{size:N0} ended referrals**, {Table.Number(past.BytesEach / 1024)} KiB each", $"written in {Clock.GetElapsedTime(began).TotalSeconds:0} s");
            await network.SignHospitalsIn(ct);
            await Ask(network, table, await network.Person("coordinator", ct), await network.Person("operator", ct), ct);
            table.Add($"… intake, {AtOnce} at once while the network works", await Intake(network, outcomes, ct));
            table.Add("… sent → booked", (await Journey(network, outcomes, ct)).ToString());
            table.Add("… memory", Memory(network));
            began = Clock.GetTimestamp();
            var found = await Verifier.Verify(network.MongoDb, network.DatabasePrefix, cancellation: ct);
            table.Add("… verify", $"{found.Documents:N0} documents, {found.Violations.Count} violations, {Clock.GetElapsedTime(began).TotalSeconds:0} s");
            foreach (var violation in found.Violations.Take(3)) Console.Error.WriteLine(violation);
        }
    }

    /// <summary>Referrals that the network has taken to their end, as they come.</summary>
    static async Task<IReadOnlyList<string>> Treated(BenchNetwork network, Outcomes outcomes, HttpClient coordinator, CancellationToken ct)
    {
        var ids = new List<string>();
        foreach (var referral in network.Referrals.Make(Originals, "8 visits, Harborview"))
        {
            var id = await referral.Send(network.Hospitals, ct);
            if (!(await outcomes.Of(id, ct)).Booked) throw new InvalidOperationException($"{id} was not booked");
            for (var visit = 1; visit <= 8; visit++)
            {
                using var body = new StringContent(Visit, Encoding.UTF8, "application/json");
                using var answer = await coordinator.PostAsync(new Uri($"api/visits/{id}-1-{visit}/complete", UriKind.Relative), body, ct);
                answer.EnsureSuccessStatusCode();
            }
            ids.Add(id);
        }
        foreach (var id in ids)
            while (!await Ended(id)) await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        return ids;

        // And operators see it, counted: then nothing of it is on its way.
        async Task<bool> Ended(string id) =>
            await Is("referral", "referrals", new() { { "_id", id }, { "state.stage._t", "Ended" }, { "outbox", new BsonArray() } })
            && await Is("operations", "referrals", new() { { "_id", id }, { "businessStatus", "7.0" }, { "counted.standing.businessStatus", "7.0" } });

        Task<bool> Is(string service, string collection, BsonDocument what) => network.Database(service).GetCollection<BsonDocument>(collection).Find(what).AnyAsync(ct);
    }

    static async Task Ask(BenchNetwork network, Table table, HttpClient coordinator, HttpClient @operator, CancellationToken ct)
    {
        var hospital = network.Hospitals.First().Value;
        var first = await Get(hospital, "fhir/Task?_count=50", ct);
        var task = first["entry"]!.AsArray().Select(e => e!["resource"]!).First(r => (string?)r["resourceType"] == "Task");
        var (number, id) = (task["identifier"]![0]!, (string)task["id"]!);
        var next = (string?)first["link"]!.AsArray().FirstOrDefault(l => (string?)l!["relation"] == "next")?["url"];
        var today = Clock.GetUtcNow();
        (string What, HttpClient Who, string? Path)[] questions =
        [
            ("newest Tasks", hospital, "fhir/Task?_count=50"),
            ("the page behind", hospital, next),
            ("Task by number", hospital, $"fhir/Task?identifier={Uri.EscapeDataString($"{number["system"]}|{number["value"]}")}"),
            ("Tasks by status", hospital, "fhir/Task?status=completed&_count=10"),
            ("Tasks by business status that none has", hospital, "fhir/Task?business-status=5.1.2"),
            ("Tasks of two weeks", hospital, $"fhir/Task?authored-on=ge{today.AddDays(-200):yyyy-MM-dd}&authored-on=lt{today.AddDays(-186):yyyy-MM-dd}&_count=10"),
            ("Tasks changed lately", hospital, $"fhir/Task?_lastUpdated=ge{today.AddDays(-1):yyyy-MM-dd}&_sort=_lastUpdated&_count=50"),
            ("ServiceRequests", hospital, "fhir/ServiceRequest?_count=20"),
            ("one Task", hospital, $"fhir/Task/{id}"),
            ("Appointments of an order", hospital, $"fhir/Appointment?based-on=ServiceRequest/{id}"),
            ("worklist", coordinator, "api/worklist"),
            ("visits of a day", coordinator, $"api/visits?date={today.AddDays(7):yyyy-MM-dd}"),
            ("coverage cases", coordinator, "api/coverages?limit=20"),
            ("overview", @operator, "api/overview"),
        ];
        foreach (var (what, who, path) in questions)
            if (path is not null) table.Add($"… {what}", (await Time(who, path, ct)).ToString());
    }

    static async Task<Latencies> Time(HttpClient who, string path, CancellationToken ct)
    {
        for (var warm = 0; warm < 5; warm++) await Get(who, path, ct);
        var times = new List<TimeSpan>();
        for (var i = 0; i < Repeats; i++)
        {
            var began = Clock.GetTimestamp();
            await Get(who, path, ct);
            times.Add(Clock.GetElapsedTime(began));
        }
        return Latencies.Of(times);
    }

    static async Task<JsonNode> Get(HttpClient who, string path, CancellationToken ct)
    {
        var address = Uri.TryCreate(path, UriKind.Absolute, out var absolute) && absolute.Scheme == "http" ? absolute : new Uri(path, UriKind.Relative);
        using var answer = await who.GetAsync(address, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>How many a second are acknowledged; goes on when all of them have been booked.</summary>
    static async Task<string> Intake(BenchNetwork network, Outcomes outcomes, CancellationToken ct)
    {
        var (ids, referrals) = (new ConcurrentBag<string>(), network.Referrals.Make(Taken));
        var began = Clock.GetTimestamp();
        await Parallel.ForEachAsync(referrals, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (referral, token) => ids.Add(await referral.Send(network.Hospitals, token)));
        var perSecond = Taken / Clock.GetElapsedTime(began).TotalSeconds;
        foreach (var id in ids) await outcomes.Of(id, ct);
        return $"{Table.Number(perSecond)}/s";
    }

    static async Task<Latencies> Journey(BenchNetwork network, Outcomes outcomes, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(Between);
        var ends = new List<Task<TimeSpan?>>();
        foreach (var referral in network.Referrals.Make(Journeys))
        {
            ends.Add(Follow(referral));
            await tick.WaitForNextTickAsync(ct);
        }
        return Latencies.Of((await Task.WhenAll(ends)).OfType<TimeSpan>());

        async Task<TimeSpan?> Follow(Prepared referral)
        {
            var began = Clock.GetTimestamp();
            var end = await outcomes.Of(await referral.Send(network.Hospitals, ct), ct);
            return end.Booked ? Clock.GetElapsedTime(began, end.At) : null;
        }
    }

    /// <summary>Resident memory of the services, MiB.</summary>
    static string Memory(BenchNetwork network) => string.Join(", ", network.Processes.Where(p => p.Key is not ("launcher" or "postgres" or "rabbitmq")).Select(p =>
    {
        using var process = Process.GetProcessById(p.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{p.Key} {process.WorkingSet64 / 1048576}");
    })) + " MiB";
}

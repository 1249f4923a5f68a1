using System.Net;
using System.Text;
using MongoDB.Driver;

namespace Tests.Network;

/// <summary>A hospital and a coordinator who say a thing again, under one key, until they are heard.</summary>
sealed class People(NetworkFixture network, HttpClient hospital, HttpClient coordinator) : IDisposable
{
    const string Done = """{"minutes": 50, "techniques": ["trigger-point-therapy"], "painBefore": 6, "painAfter": 3}""";
    /// <summary>Minutes: longer than the longest outage, and than the longest wait before something is asked for again.</summary>
    public const double Patience = 12;

    public HttpClient Hospital => hospital;

    public static async Task<People> Of(NetworkFixture network) => new(network, await network.As("general-hospital"), await network.As("coordinator"));

    /// <summary>A new referral, booked.</summary>
    public async Task<string> Booked()
    {
        var id = await hospital.Sent(Tests.Network.Hospital.MakeUp("Harborview"));
        await hospital.UntilTask(id, "in-progress 5.1.1");
        return id;
    }

    /// <summary>A new referral, as soon as it is at a stage.</summary>
    public async Task<string> At(string stage)
    {
        var id = await hospital.Sent(Tests.Network.Hospital.MakeUp("Harborview"));
        await Stage(id, stage);
        return id;
    }

    /// <summary>A new referral that a coordinator has to look at.</summary>
    public async Task<string> InReview()
    {
        var id = await hospital.Sent(Tests.Network.Hospital.Doubtful());
        await hospital.UntilTask(id, "on-hold 2.0 review");
        return id;
    }

    /// <summary>Waits until a referral is at a stage.</summary>
    public Task Stage(string id, string stage)
    {
        var last = "";
        return Probe.Until(async () => (last = (await network.Referral(id)).Stage()) == stage, () => $"{id} is {stage} (it is {last})", Patience);
    }

    /// <summary>All visits of a referral's series take place.</summary>
    public async Task Complete(string id)
    {
        var (attempt, visits) = (0, 0);
        await Probe.Until(async () =>
        {
            try
            {
                attempt = (await network.Referral(id))["state"]["stage"]["attempt"].AsInt32;
                visits = (await network.Series(id, attempt))["state"]["stage"]["plan"]["visits"].AsBsonArray.Count;
                return true;
            }
            catch (Exception e) when (e is MongoException or TimeoutException) { return false; }
        }, () => $"the visits of {id} can be read", Patience);
        for (var visit = 1; visit <= visits; visit++) await Heard(coordinator, HttpMethod.Post, $"api/visits/{id}-{attempt}-{visit}/complete", Done);
    }

    /// <summary>The hospital asks to cancel and the coordinator confirms it.</summary>
    public async Task Cancel(string id)
    {
        await Heard(hospital, HttpMethod.Put, $"fhir/ServiceRequest/{id}", Tests.Network.Hospital.Revocation(id), "application/fhir+json");
        await Heard(coordinator, HttpMethod.Post, $"api/referrals/{id}/cancellation/confirm", "{}");
    }

    public Task Reject(string id) => Heard(coordinator, HttpMethod.Post, $"api/referrals/{id}/reject", """{"reason":"service-inappropriate","text":"Needs imaging first."}""");

    static Task Heard(HttpClient who, HttpMethod method, string path, string json, string type = "application/json")
    {
        var (key, last) = (Guid.NewGuid().ToString(), "");
        return Probe.Until(async () =>
        {
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, type), Headers = { { "Idempotency-Key", key } } };
                using var answer = await who.SendAsync(request);
                last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict || (int)answer.StatusCode >= 500, $"{path}: {last}");
                return answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                last = e.Message;
                return false;
            }
        }, () => $"{path} is heard ({last})", Patience);
    }

    public void Dispose()
    {
        hospital.Dispose();
        coordinator.Dispose();
    }
}

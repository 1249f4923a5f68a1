using ClinicNetwork.Gateway;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>Asks again until it is so; the test's own limit is the only clock.</summary>
static class Probe
{
    public static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var answer = await ask();
            if (isSo(answer)) return answer;
            Assert.False(limit.IsCancellationRequested, $"not so within three minutes; the last answer was {answer}");
            await Task.Delay(25);
        }
    }

    /// <summary>The status of a GET.</summary>
    public static async Task<int> Status(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (int)answer.StatusCode;
    }
}

namespace ClinicNetwork.Local;

/// <summary>Asks the gateway whether the whole network is ready: every service healthy, its policy data there.</summary>
sealed class Readiness(Uri gateway, string logs, HttpClient http)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Comes back when it is.</summary>
    /// <exception cref="LaunchException">It is not within a minute and a half; the message holds the gateway's last answer.</exception>
    public async Task Wait(CancellationToken cancellation)
    {
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        impatience.CancelAfter(Patience);
        var last = "no answer";
        try
        {
            while (true)
            {
                var (ready, text) = await Ask(impatience.Token);
                if (ready) return;
                last = text;
                await Task.Delay(Pause, impatience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LaunchException($"The network did not get ready within {Patience.TotalSeconds} s ({last}): the logs in {logs} say why.");
        }
    }

    async Task<(bool Ready, string Text)> Ask(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(gateway, "health/ready"), cancellation);
            return (answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (Exception e) when (e.IsNoAnswer(cancellation))
        {
            return (false, e.Message);
        }
    }
}

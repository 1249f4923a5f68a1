using Spectre.Console;

namespace ClinicNetwork.Local.Demo;

/// <summary>Sends made-up referrals through the public API and shows what becomes of each.</summary>
sealed class Demonstration(Uri gateway, Tokens tokens, Terminal terminal, TimeProvider clock)
{
    const int SendersAtOnce = 6;
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);
    static readonly TimeSpan LookPerReferral = TimeSpan.FromMilliseconds(12);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    static readonly TimeSpan PatiencePerReferral = TimeSpan.FromSeconds(0.3);

    sealed record Followed(Journey Journey, TimeSpan Took);

    /// <summary>Sends them, follows them for a bounded time, and sums up.</summary>
    /// <exception cref="LaunchException">The network refuses a token or a referral.</exception>
    public async Task Run(int count, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var clients = new Dictionary<string, HospitalClient>();
        try
        {
            foreach (var partner in Partner.All) clients[partner.Id] = new(gateway, await tokens.For(partner.Id, null, cancellation));
            terminal.Report($"sending {count} referrals from {clients.Count} hospitals");
            using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            impatience.CancelAfter(Patience + (PatiencePerReferral * count));
            using var doors = new SemaphoreSlim(SendersAtOnce);
            var look = Look + (LookPerReferral * count);
            var followed = await Task.WhenAll(new ReferralGenerator(now.ToUnixTimeMilliseconds(), now).Take(count).ToList()
                .Select(referral => SendAndFollow(clients[referral.Partner.Id], referral, doors, look, impatience.Token)));
            cancellation.ThrowIfCancellationRequested();
            SumUp(followed, clock.GetElapsedTime(began));
        }
        finally
        {
            foreach (var client in clients.Values) client.Dispose();
        }
    }

    async Task<Followed> SendAndFollow(HospitalClient hospital, MadeUpReferral referral, SemaphoreSlim doors, TimeSpan look, CancellationToken impatient)
    {
        var (journey, began) = (Journey.Start, clock.GetTimestamp());
        try
        {
            await doors.WaitAsync(impatient);
            began = clock.GetTimestamp();
            try
            {
                await hospital.Send(referral, impatient);
            }
            finally
            {
                doors.Release();
            }
            while (!journey.Settled)
            {
                if (await hospital.FindTask(referral, impatient) is { } task && Journey.Of(task) is var next && next.ToString() != journey.ToString())
                    Show(referral, journey = next, clock.GetElapsedTime(began));
                if (!journey.Settled) await Task.Delay(look, clock, impatient);
            }
        }
        catch (OperationCanceledException)
        {
            // Its time is up; where it stands then is what is told.
        }
        return new(journey, clock.GetElapsedTime(began));
    }

    void Show(MadeUpReferral referral, Journey journey, TimeSpan took)
    {
        var colour = journey switch { { Outcome: "booked" } => "green", { Settled: true } => "yellow", _ => "grey" };
        var about = Markup.Escape($"{referral.Partner.Name}: {referral.About}");
        terminal.Line($"[grey]{took.TotalSeconds,5:0.0} s[/] {referral.Order} [grey]{about}[/] [{colour}]{Markup.Escape(journey.ToString())}[/]");
    }

    void SumUp(Followed[] followed, TimeSpan took)
    {
        terminal.Line($"[bold]{followed.Length} referrals in {took.TotalSeconds:0.0} s[/]");
        foreach (var group in followed.GroupBy(f => f.Journey.Outcome).OrderByDescending(g => g.Count()))
        {
            var times = group.Select(f => f.Took).Order().ToList();
            terminal.Line($"  {group.Count(),5}  {Markup.Escape(group.Key)} [grey](half of them within {times[times.Count / 2].TotalSeconds:0.0} s)[/]");
        }
    }
}

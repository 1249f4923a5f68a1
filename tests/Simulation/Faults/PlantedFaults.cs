using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Clinic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Faults planted by wrapping a part, never by a switch in the product.</summary>
static class Faults
{
    public static IReadOnlyDictionary<string, Planted> All { get; } = new Dictionary<string, Planted>
    {
        ["an end that is declared and never asked for"] = new()
        {
            Services = (service, services) =>
            {
                if (service != "referral") return;
                var rules = ReferralService.Rules;
                services.Replace(ServiceDescriptor.Singleton(rules with
                {
                    Publish = (state, facts, version) => rules.Publish(state, facts, version)
                        .Where(e => state.Stage is not (Closing or Ended) || e is not (SeriesReleaseRequested or UnitsReleaseRequested)),
                }));
            },
        },
        ["a reservation that is not keyed by its attempt"] = new()
        {
            Services = (service, services) =>
            {
                if (service == "insurance")
                    Rows.Change(services, m => m switch
                    {
                        UnitsRequested asked => asked with { Attempt = 1 },
                        UnitsReleaseRequested released => released with { Attempt = 1 },
                        _ => m,
                    });
            },
        },
        ["a save without its version filter"] = new()
        {
            Port = (_, type, port) => type.GetGenericTypeDefinition() == typeof(IDocuments<,>)
                ? Activator.CreateInstance(typeof(Unfiltered<,>).MakeGenericType(type.GetGenericArguments()), port)!
                : port,
        },
        ["an outbox that is cleared before the confirm"] = new() { Bus = (bus, world) => new Hasty(bus, world) },
        ["a shift that is added before it is removed elsewhere"] = new()
        {
            Move = async (instance, name, body, actor) =>
            {
                var therapists = instance.Get<Policies<Therapist>>();
                var before = (await therapists.Find(name, CancellationToken.None))!.Body;
                await therapists.Put(name, body with { Shifts = [.. before.Shifts, .. body.Shifts.Except(before.Shifts)] }, new(actor), CancellationToken.None);
                await Task.Delay(TimeSpan.FromMinutes(2), instance.Clock);
                await therapists.Put(name, body, new(actor), CancellationToken.None);
            },
        },
        ["an expired claim that is taken without ending its series"] = new() { Claims = (shelf, line, world) => new Stealing(shelf, line, world) },
    };
}

/// <summary>The simulation finds each of them.</summary>
public sealed class PlantedFaults
{
    const int Within = 2000;

    const string Unfiltered = "a save without its version filter", Stolen = "an expired claim that is taken without ending its series";

    public static TheoryData<string> Slow() => [.. Faults.All.Keys.Except([Unfiltered, Stolen])];

    [Theory, InlineData(Unfiltered), InlineData(Stolen)]
    public void A_planted_fault_is_found(string name) => MustBeFound(name);

    /// <summary>They show rarely, or the network is busy with them until the end of its history: minutes each.</summary>
    [Theory, MemberData(nameof(Slow)), Trait("Category", "night")]
    public void A_planted_fault_that_takes_long_is_found(string name) => MustBeFound(name);

    static void MustBeFound(string name)
    {
        var found = 0;
        Parallel.For(1, Within + 1, (seed, loop) =>
        {
            if (History.Play(seed, Faults.All[name]).Count == 0) return;
            Interlocked.Exchange(ref found, seed);
            loop.Stop();
        });
        Assert.True(found > 0, $"{name} is not found within {Within} histories");
    }
}

using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Clinic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The simulation finds faults: each is planted by wrapping a part, never by a switch in the product. Rare ones take a night.</summary>
public sealed class PlantedFaults
{
    const int Within = 2000;

    static void MustBeFound(Planted planted)
    {
        var found = 0;
        Parallel.For(1, Within + 1, (seed, loop) =>
        {
            if (History.Play(seed, planted).Count == 0) return;
            Interlocked.Exchange(ref found, seed);
            loop.Stop();
        });
        Assert.True(found > 0, $"not found within {Within} histories");
    }

    [Fact, Trait("Category", "night")]
    public void An_end_that_is_declared_and_never_asked_for_is_found() => MustBeFound(new()
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
    });

    [Fact, Trait("Category", "night")]
    public void A_reservation_that_is_not_keyed_by_its_attempt_is_found() => MustBeFound(new()
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
    });

    [Fact]
    public void A_save_without_its_version_filter_is_found() => MustBeFound(new()
    {
        Port = (_, type, port) => type.GetGenericTypeDefinition() == typeof(IDocuments<,>)
            ? Activator.CreateInstance(typeof(Unfiltered<,>).MakeGenericType(type.GetGenericArguments()), port)!
            : port,
    });

    [Fact, Trait("Category", "night")]
    public void An_outbox_that_is_cleared_before_the_confirm_is_found() => MustBeFound(new() { Bus = (bus, world) => new Hasty(bus, world) });

    [Fact, Trait("Category", "night")]
    public void A_shift_that_is_added_before_it_is_removed_elsewhere_is_found() => MustBeFound(new()
    {
        Move = async (instance, name, body, actor) =>
        {
            var therapists = instance.Get<Policies<Therapist>>();
            var before = (await therapists.Find(name, CancellationToken.None))!.Body;
            await therapists.Put(name, body with { Shifts = [.. before.Shifts, .. body.Shifts.Except(before.Shifts)] }, new(actor), CancellationToken.None);
            await therapists.Put(name, body, new(actor), CancellationToken.None);
        },
    });

    [Fact, Trait("Category", "night")]
    public void An_expired_claim_that_is_taken_without_ending_its_series_is_found() => MustBeFound(new() { Claims = (shelf, line, world) => new Stealing(shelf, line, world) });
}

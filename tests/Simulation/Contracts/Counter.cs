using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

public abstract record CounterFact;

public sealed record Counted(int To) : CounterFact;

/// <summary>The smallest aggregate: what the storage port's own tests store.</summary>
public sealed record Counter : IAggregate<Counter, CounterFact>
{
    public static Counter Initial { get; } = new();
    public string Chain => "bay-state-therapy";
    public DateTimeOffset? Due { get; init; }
    public int Count { get; init; }

    public Counter Evolve(CounterFact fact) => fact is Counted counted ? this with { Count = counted.To } : this;

    public static OutboxEntry Event(int number) => OutboxEntry.For(new BookingRequested { ReferralId = "r1", Version = number, Attempt = 1 }, "r1", 0, null);
}

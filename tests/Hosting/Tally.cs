using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Hosting;

public abstract record TallyFact;

/// <summary>One more; told to others as a <see cref="BookingRequested"/> whose attempt is the new count.</summary>
public sealed record Counted(string Id) : TallyFact;

/// <summary>Time shall act at that instant; <paramref name="Breaks"/>: and fail.</summary>
public sealed record AlarmSet(string Id, DateTimeOffset At, bool Breaks) : TallyFact;

public sealed record Rang : TallyFact;

/// <summary>The smallest aggregate that counts, tells and has a timer.</summary>
public sealed record Tally : IAggregate<Tally, TallyFact>
{
    public const string Collection = "tallies";

    public static Tally Initial { get; } = new();
    public string Id { get; init; } = "";
    public int Count { get; init; }
    public DateTimeOffset? Alarm { get; init; }
    public bool Breaks { get; init; }

    public string Chain => "bay-state-therapy";
    public DateTimeOffset? Due => Alarm;

    public Tally Evolve(TallyFact fact) => fact switch
    {
        Counted f => this with { Id = f.Id, Count = Count + 1 },
        AlarmSet f => this with { Id = f.Id, Alarm = f.At, Breaks = f.Breaks },
        Rang => this with { Alarm = null },
        _ => this,
    };

    public static Rulebook<Tally, TallyFact> Rules { get; } = new(Collection, Publish, Decide,
        Rulebook<Tally, TallyFact>.On<UnitsReserved>(m => m.ReferralId, (_, command) => new Counted(command.What.ReferralId)));

    static Decision<TallyFact> Decide(Tally tally, Command<TimePassed> command) =>
        tally.Breaks ? throw new InvalidOperationException("This alarm is broken")
        : tally.Alarm <= command.At ? new Rang()
        : Decision<TallyFact>.None;

    static IEnumerable<IEvent> Publish(Tally tally, IReadOnlyList<TallyFact> facts, long version) =>
        facts.OfType<Counted>().Select(_ => new BookingRequested { ReferralId = tally.Id, Version = version, Attempt = tally.Count });
}

/// <summary>What goes wrong in a handler while it is set.</summary>
sealed class Faults
{
    public Exception? Failure { get; set; }
}

/// <summary>Counts once a message, unless a fault is set.</summary>
sealed class FaultyHandler(DocumentStore<Tally, TallyFact> store, Faults faults) : IHandles<UnitsRefused>
{
    public Task Handle(UnitsRefused message, Cause cause, CancellationToken ct) =>
        faults.Failure is { } failure ? throw failure : store.Handle(message.ReferralId, cause, _ => new Counted(message.ReferralId), ct: ct);
}

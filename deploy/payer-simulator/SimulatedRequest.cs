using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.PayerSimulator;

/// <summary>Something that became true of a request at the simulated payer.</summary>
public abstract record SimulatedFact;

/// <summary>A request for authorisation came in.</summary>
/// <param name="AnswerAt">When the final answer is given; the request is pended until then.</param>
/// <param name="Correction">Of the order that it is asked for; 0 as received.</param>
public sealed record Asked(string Referral, string Payer, int Visits, Behaviour Behaviour, DateTimeOffset AnswerAt, int Correction = 0) : SimulatedFact;

/// <summary>It was answered that the answer takes time.</summary>
public sealed record ToldToWait : SimulatedFact;

/// <summary>The final answer was given.</summary>
/// <param name="Decision">X12 306 decision code: A1, A2 or A3.</param>
public sealed record Decided(string Decision, int Visits, string? Number) : SimulatedFact;

/// <summary>A payer is asked to authorise visits.</summary>
public sealed record AskPayer(string Referral, string Payer, int Visits, Behaviour Behaviour, int Correction = 0)
{
    /// <summary>The referral's id; what is asked for a corrected order is a request of its own.</summary>
    public string Id => Correction == 0 ? Referral : $"{Referral}-{Correction}";
}

/// <summary>A request for authorisation at the simulated payer.</summary>
public sealed record SimulatedRequest : IAggregate<SimulatedRequest, SimulatedFact>
{
    public static Rulebook<SimulatedRequest, SimulatedFact> Rules { get; } = new("requests", Publish, Decide);

    public Asked? Request { get; init; }
    public Decided? Answer { get; init; }

    public static SimulatedRequest Initial { get; } = new();
    public string Chain => "*";
    public DateTimeOffset? Due => Answer is null ? Request?.AnswerAt : null;

    public SimulatedRequest Evolve(SimulatedFact fact) => fact switch
    {
        Asked asked => this with { Request = asked },
        Decided decided => this with { Answer = decided },
        _ => this,
    };

    /// <summary>Answers at once or pends; asked again, it says again what it last said.</summary>
    public static Decision<SimulatedFact> Decide(SimulatedRequest state, Command<AskPayer> command)
    {
        if (state.Answer is not null) return Decision<SimulatedFact>.Repeat(state.Answer);
        if (state.Request is not null) return Decision<SimulatedFact>.Repeat(new ToldToWait());
        var m = command.What;
        var asked = new Asked(m.Referral, m.Payer, m.Visits, m.Behaviour, command.At.AddSeconds(m.Behaviour.PendSeconds ?? 0), m.Correction);
        return new SimulatedFact[] { asked, m.Behaviour.PendSeconds > 0 ? new ToldToWait() : Final(asked) };
    }

    public static Decision<SimulatedFact> Decide(SimulatedRequest state, Command<TimePassed> command) =>
        state is { Answer: null, Request: { } asked } && asked.AnswerAt <= command.At ? Final(asked) : Decision<SimulatedFact>.None;

    static Decided Final(Asked asked)
    {
        var visits = Math.Min(asked.Visits, asked.Behaviour.ApproveUpTo ?? asked.Visits);
        var number = $"{asked.Payer}-{asked.Referral[..Math.Min(8, asked.Referral.Length)]}".ToUpperInvariant();
        return visits == 0 ? new("A3", 0, null) : new(visits == asked.Visits ? "A1" : "A2", visits, number);
    }

    public static IEnumerable<IEvent> Publish(SimulatedRequest state, IReadOnlyList<SimulatedFact> facts, long version)
    {
        foreach (var fact in facts)
        {
            if (fact is ToldToWait) yield return Tell("A4", 0, null);
            if (fact is not Decided answer) continue;
            yield return Tell(answer.Decision, answer.Visits, answer.Number);
            if (state.Request!.Behaviour.AnswersTwice) yield return Tell(answer.Decision, answer.Visits, answer.Number);
        }

        AuthorizationAnswered Tell(string decision, int visits, string? number) =>
            new() { ReferralId = state.Request!.Referral, Version = version, Decision = decision, Visits = visits, AuthorizationNumber = number, Correction = state.Request!.Correction };
    }
}

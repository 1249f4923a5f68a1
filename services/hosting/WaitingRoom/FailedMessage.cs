using ClinicNetwork.Contracts;

namespace ClinicNetwork.Hosting;

/// <summary>Something that happened to a message that could not be handled.</summary>
public abstract record FailedMessageFact;

/// <summary>It used up its short retries.</summary>
/// <param name="Type">The event's name on the wire; empty when the message does not say so.</param>
/// <param name="ReferralId">Null when the message cannot be read.</param>
/// <param name="Kind">What kind of failure, a code: never an exception's text, which may quote anything.</param>
public sealed record MessageFailed(string Queue, string Type, string? ReferralId, int? Attempt, string Kind, DateTimeOffset At) : FailedMessageFact;

/// <summary>It came back and failed again.</summary>
public sealed record MessageFailedAgain(string Kind, DateTimeOffset At) : FailedMessageFact;

/// <summary>A person wants it back now.</summary>
public sealed record MessageReturnAsked(DateTimeOffset At) : FailedMessageFact;

/// <summary>It came back and was handled.</summary>
public sealed record MessageReturned(DateTimeOffset At) : FailedMessageFact;

/// <summary>It came back and found nothing left to do: its effect had come another way.</summary>
public sealed record MessageOvertaken(DateTimeOffset At) : FailedMessageFact;

/// <summary>A person gave it up; the reason lies with the words.</summary>
public sealed record MessageDiscarded(DateTimeOffset At) : FailedMessageFact;

/// <summary>Where a failed message stands.</summary>
public enum FailedMessageStatus
{
    Waiting,
    Returned,
    Discarded,
    Overtaken,
}

/// <summary>
/// A message in the waiting room: it comes back by itself, ever later, until it is handled or a person discards it. Its body
/// lies with the words, since nobody knows what a message holds that cannot be read.
/// </summary>
public sealed record FailedMessage : IAggregate<FailedMessage, FailedMessageFact>
{
    public const string Collection = "failed-messages";
    /// <summary>Under these names the body and the reason for a discard are kept.</summary>
    public const string Body = "body", Reason = "reason";

    public static FailedMessage Initial { get; } = new();
    /// <summary>Chains are the business of what the message is about.</summary>
    public string Chain => "*";
    public string Queue { get; init; } = "";
    public string Type { get; init; } = "";
    public string? ReferralId { get; init; }
    public int? Attempt { get; init; }
    public string Kind { get; init; } = "";
    public FailedMessageStatus Status { get; init; }
    /// <summary>How often it has failed, its short retries counted as one.</summary>
    public int Tries { get; init; }
    public DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset LastAt { get; init; }
    public DateTimeOffset? Due { get; init; }

    public FailedMessage Evolve(FailedMessageFact fact) => fact switch
    {
        MessageFailed f => this with
        {
            Queue = f.Queue,
            Type = f.Type,
            ReferralId = f.ReferralId,
            Attempt = f.Attempt,
            Kind = f.Kind,
            Status = FailedMessageStatus.Waiting,
            Tries = Tries + 1,
            FirstAt = Tries == 0 ? f.At : FirstAt,
            LastAt = f.At,
            Due = f.At + WaitingRoom.Again.After(Tries + 1),
        },
        MessageFailedAgain f => this with { Kind = f.Kind, Tries = Tries + 1, LastAt = f.At, Due = f.At + WaitingRoom.Again.After(Tries + 1) },
        MessageReturnAsked f => this with { Due = f.At },
        MessageReturned f => this with { Status = FailedMessageStatus.Returned, LastAt = f.At, Due = null },
        MessageOvertaken f => this with { Status = FailedMessageStatus.Overtaken, LastAt = f.At, Due = null },
        MessageDiscarded f => this with { Status = FailedMessageStatus.Discarded, LastAt = f.At, Due = null },
        _ => this,
    };

    /// <summary>The waiting room tells nobody; time is <see cref="WaitingRoom"/>'s own.</summary>
    public static Rulebook<FailedMessage, FailedMessageFact> Rules { get; } = new(Collection, (_, _, _) => [], (_, _) => Decision<FailedMessageFact>.None);
}

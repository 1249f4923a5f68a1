namespace ClinicNetwork.Hosting;

/// <summary>A delivery has used up its short retries.</summary>
public sealed record Fail(string Queue, string Type, string? ReferralId, int? Attempt, string Kind, string Body);

/// <summary>A return has failed.</summary>
public sealed record FailAgain(string Kind);

/// <summary>A return was handled.</summary>
/// <param name="HadEffect">False when nothing was left to do.</param>
public sealed record Succeed(bool HadEffect = true);

/// <summary>A person wants the message back now.</summary>
public sealed record Return;

/// <summary>A person gives the message up.</summary>
/// <param name="Reason">In words, 1–500 characters.</param>
public sealed record Discard(string? Reason = null);

/// <summary>Which failed messages come back, and when.</summary>
public static class FailedMessageDecider
{
    public static Decision<FailedMessageFact> Decide(FailedMessage message, Command<Fail> command) =>
        Decision<FailedMessageFact>.Of(new MessageFailed(command.What.Queue, command.What.Type, command.What.ReferralId, command.What.Attempt, command.What.Kind, command.At))
            .With(FailedMessage.Body, command.What.Body);

    public static Decision<FailedMessageFact> Decide(FailedMessage message, Command<FailAgain> command) =>
        IsWaiting(message) ? new MessageFailedAgain(command.What.Kind, command.At) : Decision<FailedMessageFact>.None;

    public static Decision<FailedMessageFact> Decide(FailedMessage message, Command<Succeed> command) =>
        !IsWaiting(message) ? Decision<FailedMessageFact>.None
        : command.What.HadEffect ? new MessageReturned(command.At) : new MessageOvertaken(command.At);

    public static Decision<FailedMessageFact> Decide(FailedMessage message, Command<Return> command) =>
        IsWaiting(message) ? new MessageReturnAsked(command.At) : NotWaiting(message);

    public static Decision<FailedMessageFact> Decide(FailedMessage message, Command<Discard> command)
    {
        if (!IsWaiting(message)) return NotWaiting(message);
        return command.What.Reason?.Trim() is { Length: > 0 and <= 500 } reason
            ? Decision<FailedMessageFact>.Of(new MessageDiscarded(command.At)).With(FailedMessage.Reason, reason)
            : new Refusal(RefusalKind.Unprocessable, "reason-missing", "reason: say in words why it is given up, in 500 characters at most.", "reason");
    }

    static bool IsWaiting(FailedMessage message) => message is { Status: FailedMessageStatus.Waiting, Tries: > 0 };

    static Refusal NotWaiting(FailedMessage message) => message.Tries == 0
        ? new(RefusalKind.NotFound, "not-found", "No such message waits here.")
        : new(RefusalKind.Conflict, "not-waiting", $"This message does not wait any more: it is {message.Status.ToString().ToLowerInvariant()}.");
}

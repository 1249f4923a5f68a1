namespace ClinicNetwork.Kernel;

/// <summary>Who acts: a person, a partner hospital's system, a service of the network, or time itself.</summary>
/// <param name="Kind">person, partner, service or timer.</param>
/// <param name="Id">A person's subject, a partner's client id, a service's name.</param>
/// <param name="Role">The role in which a person acts, e.g. coordinator.</param>
/// <param name="For">The chain or partner on whose behalf; null when that is the actor itself.</param>
public sealed record Actor(string Kind, string Id, string? Role = null, string? For = null)
{
    public static Actor Service(string name) => new("service", name);

    /// <summary>Time alone: nobody asked.</summary>
    public static Actor Timer { get; } = new("timer", "timer");
}

/// <summary>Why something happens: the message or request (its id makes a repetition harmless) and who asked.</summary>
/// <param name="MessageId">Of the message, or the caller's own id of the request.</param>
/// <param name="Content">
/// What a request under the caller's own id said: the same id with another content is refused. Null where the id stands for its content, as a message's does.
/// </param>
public sealed record Cause(Guid MessageId, Actor Actor, Guid? Content = null)
{
    /// <summary>A cause of its own, for work that nobody sent.</summary>
    public static Cause Own(Actor actor) => new(Guid.NewGuid(), actor);

    /// <summary>A cause of its own, for what a service does by itself.</summary>
    public static Cause Own(string service) => Own(Actor.Service(service));
}

/// <summary>What is to be decided: an intention or a message, who acts, and when.</summary>
public sealed record Command<TWhat>(TWhat What, Actor Actor, DateTimeOffset At);

/// <summary>The intention of time: whatever was due until now may move.</summary>
public sealed record TimePassed;

using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A message on a queue of the model.</summary>
sealed record Letter(string Queue, Guid Id, string Type, string Body, IEvent Message)
{
    public override string ToString() => $"{Type} of {Message.ReferralId[..Math.Min(6, Message.ReferralId.Length)]}…";
}

/// <summary>The model of the broker: what it has confirmed stays until somebody has handled it; the order is anybody's guess.</summary>
sealed class ModelBroker(World world, Engine engine)
{
    /// <summary>How messages are delayed, lost on their way to an instance, or brought twice, while the weather is bad.</summary>
    public bool Bad { get; set; } = true;
    /// <summary>Delivers a letter to an instance of its queue's owner.</summary>
    public Action<Letter> Deliver { get; set; } = _ => { };
    /// <summary>Hears of each letter that is about to be delivered.</summary>
    public Action<Letter> Delivering { get; set; } = _ => { };
    public int Waiting { get; private set; }
    public Engine Engine => engine;

    /// <summary>Takes a published event: a letter for each queue that it came to.</summary>
    public void Take(IEnumerable<Letter> letters)
    {
        foreach (var letter in letters)
        {
            Send(letter);
            if (Bad && world.Chance(0.03)) Send(letter);
        }
    }

    /// <summary>Puts a letter on its queue.</summary>
    public void Send(Letter letter)
    {
        Waiting++;
        Again(letter, Delay());
    }

    /// <summary>The letter comes (again) after some time.</summary>
    public void Again(Letter letter, TimeSpan after) => world.In(after, () =>
    {
        if (engine.Away) Again(letter, engine.Back - world.Now + world.Some(TimeSpan.FromSeconds(20)));
        else
        {
            Delivering(letter);
            Deliver(letter);
        }
    });

    /// <summary>The letter is handled, and gone.</summary>
    public void Acknowledge(Letter letter)
    {
        Waiting--;
        // The acknowledgement itself is lost: the broker brings it once more.
        if (Bad && world.Chance(0.02)) Send(letter);
    }

    TimeSpan Delay() => !Bad ? TimeSpan.FromMilliseconds(5)
        : world.Chance(0.02) ? world.Some(TimeSpan.FromDays(3))
        : world.Chance(0.1) ? world.Some(TimeSpan.FromMinutes(20))
        : world.Some(TimeSpan.FromMilliseconds(200));
}

/// <summary>One instance's connection to the broker.</summary>
sealed class ModelBus(ModelBroker broker, Line line) : IEventBus
{
    public Task Publish(OutboxEntry entry, CancellationToken ct) => line.Do(() =>
    {
        var (message, contract) = entry.Open();
        broker.Take(Routes.Of(contract).Consumers.Select(queue => new Letter(queue, entry.Id, entry.Type, entry.Body, message)));
    });
}

namespace ClinicNetwork.Hosting;

/// <summary>An answer that is asked for at most once in a while, however many want it.</summary>
/// <param name="fresh">So long it stands; a second where nothing is said, and for one that failed.</param>
public sealed class Recent<T>(TimeProvider clock, TimeSpan? fresh = null)
{
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    readonly TimeSpan fresh = fresh ?? Shortest;
    readonly Lock gate = new();
    Task<T>? answer;
    DateTimeOffset asked;

    public Task<T> Get(Func<Task<T>> ask)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            // One that is still on its way is everybody's, however long it takes.
            if (answer is not null && (!answer.IsCompleted || now - asked < (answer.IsCompletedSuccessfully ? fresh : Shortest))) return answer;
            asked = now;
            return answer = ask();
        }
    }
}

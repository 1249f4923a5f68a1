namespace ClinicNetwork.Hosting;

/// <summary>An answer that is asked for at most once in a while, however many want it.</summary>
/// <param name="fresh">So long it stands; a second where nothing is said.</param>
public sealed class Recent<T>(TimeProvider clock, TimeSpan? fresh = null)
{
    readonly TimeSpan fresh = fresh ?? TimeSpan.FromSeconds(1);
    readonly Lock gate = new();
    Task<T>? answer;
    DateTimeOffset asked;

    public Task<T> Get(Func<Task<T>> ask)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            // One that is still on its way is everybody's, however long it takes.
            if (answer is not null && (!answer.IsCompleted || now - asked < fresh)) return answer;
            asked = now;
            return answer = ask();
        }
    }
}

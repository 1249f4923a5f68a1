namespace ClinicNetwork.Hosting;

/// <summary>An answer that is asked for at most once a second, however many want it.</summary>
public sealed class Recent<T>(TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    readonly Lock gate = new();
    Task<T>? answer;
    DateTimeOffset asked;

    public Task<T> Get(Func<Task<T>> ask)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            // One that is still on its way is everybody's, however long it takes.
            if (answer is not null && (!answer.IsCompleted || now - asked < Fresh)) return answer;
            asked = now;
            return answer = ask();
        }
    }
}

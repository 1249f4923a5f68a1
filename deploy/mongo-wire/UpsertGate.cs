using System.Text;

namespace ClinicNetwork.MongoWire;

/// <summary>
/// Lets upserts of one document pass one after the other. DocumentDB turns an upsert that loses a race to insert into an
/// update of the winner's document without asking the filter again, and tells both that they inserted. All commands
/// come through this one process, so waiting here closes that gap.
/// </summary>
sealed class UpsertGate
{
    const int Stripes = 1024;

    readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Runs an action while no other upsert with one of these filters runs.</summary>
    public async Task<T> PassAsync<T>(WireRequest request, IEnumerable<ReadOnlyMemory<byte>> filters, Func<Task<T>> action, CancellationToken cancellation)
    {
        // Always in the same order, so that two batches never wait for each other.
        var stripes = filters.Select(filter => Stripe(request, filter.Span)).Distinct().Order().ToArray();
        var entered = 0;
        try
        {
            for (; entered < stripes.Length; entered++)
                await _stripes[stripes[entered]].WaitAsync(cancellation);
            return await action();
        }
        finally
        {
            while (entered-- > 0)
                _stripes[stripes[entered]].Release();
        }
    }

    static int Stripe(WireRequest request, ReadOnlySpan<byte> filter)
    {
        var hash = new HashCode();
        hash.AddBytes(Encoding.UTF8.GetBytes(request.Database));
        hash.AddBytes(Encoding.UTF8.GetBytes(request.Collection));
        var id = BsonStructure.Find(filter, "_id"u8, out var type);
        hash.AddBytes(type == 0 ? filter : id);
        return (int)((uint)hash.ToHashCode() % Stripes);
    }
}

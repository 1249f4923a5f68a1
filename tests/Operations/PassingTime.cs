using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Referrals;
using Microsoft.Extensions.Time.Testing;

namespace ClinicNetwork.Tests.Operations;

static class PassingTime
{
    /// <summary>Lets time pass until it is stored.</summary>
    public static async Task PassUntil(this FakeTimeProvider clock, Task stored)
    {
        while (!stored.IsCompleted)
        {
            clock.Advance(Coalescer.Soon / 2);
            await Task.Yield();
        }
        await stored;
    }
}

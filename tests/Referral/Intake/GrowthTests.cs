using Xunit.Abstractions;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What a request costs grows with its size. What is counted is bytes allocated: the same at each run, on any machine.</summary>
public class GrowthTests(ITestOutputHelper output)
{
    /// <summary>Twice this is still taken, however small its elements are.</summary>
    const int Size = 14 * 1024;

    public static TheoryData<string> Shapes() => [.. Referrals.Shapes.All.Keys];

    [Theory, MemberData(nameof(Shapes))]
    public void Twice_as_much_costs_twice_as_much_to_read_or_refuse(string shape)
    {
        var make = Referrals.Shapes.All[shape];
        var (once, twice) = (Steps(make(Size)), Steps(make(2 * Size)));

        output.WriteLine($"{once.Answer}: {once.Bytes / 1024} KiB, then {twice.Bytes / 1024} KiB");
        Assert.InRange(twice.Bytes, 0, once.Bytes * 2.2 + 64 * 1024);
        Assert.InRange(twice.Bytes, 0, 2L * Size * MostForAByte);
    }

    /// <summary>Two bytes can be an element, and each refused one a sentence with its place.</summary>
    const int MostForAByte = 2000;

    static (long Bytes, string Answer) Steps(byte[] request)
    {
        Referrals.Shapes.Read(request, Given.Rules);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = Referrals.Shapes.Read(request, Given.Rules);
        return (GC.GetAllocatedBytesForCurrentThread() - before, answer);
    }
}

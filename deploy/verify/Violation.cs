namespace ClinicNetwork.Verify;

/// <summary>A broken invariant, in one sentence with ids only.</summary>
/// <param name="Text">What is broken, naming the documents.</param>
/// <param name="Referrals">The referrals that it is about: while one of them is still moving, it is no violation yet.</param>
public sealed record Violation(string Text, params IReadOnlyList<string> Referrals)
{
    public override string ToString() => Text;
}

/// <summary>One invariant: what it is called in the progress, and what breaks it.</summary>
/// <param name="Look">Yields each violation; the time is that of the reading.</param>
sealed record Check(string Name, Func<Stored, IEnumerable<Violation>> Look);

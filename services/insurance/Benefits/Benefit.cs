using System.Text.Json.Serialization;

namespace ClinicNetwork.Insurance.Benefits;

/// <summary>What became of a visit's unit. A unit only moves forward in this order, so messages may come in any order and number.</summary>
public enum UnitState
{
    [JsonStringEnumMemberName("reserved")] Reserved,
    [JsonStringEnumMemberName("released")] Released,
    [JsonStringEnumMemberName("used")] Used,
    /// <summary>The visit took place after its unit had been given back and taken by another: nothing is left to count it against.</summary>
    [JsonStringEnumMemberName("uncounted")] Uncounted,
}

/// <summary>One visit's unit in a benefit document.</summary>
/// <param name="Free">Takes one of the claim's visits that need no authorisation.</param>
/// <param name="Money">USD taken from the fund; 0 where there is none.</param>
public sealed record Unit(string Key, string Referral, int Attempt, int Visit, UnitState State, bool Free, decimal Money)
{
    public bool Same(Unit other) => Attempt == other.Attempt && Visit == other.Visit && Referral == other.Referral && Key == other.Key;
    public BenefitUse Use => State is UnitState.Reserved or UnitState.Used ? new(1, Free ? 1 : 0, Money) : BenefitUse.None;
}

/// <summary>Something that became true of a benefit.</summary>
public abstract record BenefitFact;

/// <summary>Units were reserved, all of them at once.</summary>
public sealed record UnitsTaken(IReadOnlyList<Unit> Units) : BenefitFact;

/// <summary>Units were given back; recorded also where none was reserved, so that a late reservation cannot stick.</summary>
public sealed record UnitsReturned(IReadOnlyList<Unit> Units) : BenefitFact;

/// <summary>Visits took place and used their units.</summary>
public sealed record UnitsSpent(IReadOnlyList<Unit> Units) : BenefitFact;

/// <summary>A member's benefit year or a claim's benefit: one document, shared by all referrals that draw on it.</summary>
public sealed record Benefit : IAggregate<Benefit, BenefitFact>
{
    public static Rulebook<Benefit, BenefitFact> Rules { get; } = new("benefits", (_, _, _) => [], (_, _) => Decision<BenefitFact>.None);

    /// <summary>Every unit ever asked for, by {referral, attempt, visit}; never capped.</summary>
    public IReadOnlyList<Unit> Units { get; init; } = [];

    public static Benefit Initial { get; } = new();
    /// <summary>A member's benefit is one, whichever chain treats.</summary>
    public string Chain => "*";
    public DateTimeOffset? Due => null;

    /// <summary>All that reserved and used units take.</summary>
    public BenefitUse Use => Sum(Units);

    /// <summary>The same without one referral's own units.</summary>
    public BenefitUse UseByOthers(string referral) => Sum(Units.Where(u => u.Referral != referral));

    public UnitState? StateOf(Unit unit) => Units.FirstOrDefault(unit.Same)?.State;

    public Benefit Evolve(BenefitFact fact) => fact switch
    {
        UnitsTaken taken => Put(taken.Units, UnitState.Reserved),
        UnitsReturned returned => Put(returned.Units, UnitState.Released),
        UnitsSpent spent => Put(spent.Units, UnitState.Used),
        _ => this,
    };

    Benefit Put(IReadOnlyList<Unit> units, UnitState state) => this with
    {
        Units = [.. Units.Where(known => !units.Any(known.Same)), .. units.Select(u => u with { State = state })],
    };

    static BenefitUse Sum(IEnumerable<Unit> units) => units.Aggregate(BenefitUse.None, (sum, unit) => sum + unit.Use);
}

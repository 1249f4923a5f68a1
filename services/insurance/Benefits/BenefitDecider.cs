using ClinicNetwork.Insurance.Cases;

namespace ClinicNetwork.Insurance.Benefits;

/// <summary>A referral's coverage case says what it wants of a benefit.</summary>
/// <param name="Wanted">Every unit of the referral in this benefit, in the state it shall have.</param>
public sealed record Follow(Account Account, IReadOnlyList<Unit> Wanted);

/// <summary>Lets a benefit follow what one referral's coverage case wants of it: give back, use, then reserve all or none.</summary>
public static class BenefitDecider
{
    /// <summary>What changes. A reservation that does not fit adds nothing; <see cref="Shortage"/> then says why.</summary>
    public static Decision<BenefitFact> Decide(Benefit benefit, Command<Follow> command)
    {
        var (account, wanted) = command.What;
        var facts = new List<BenefitFact>();

        // First what gives room, then what takes it.
        Returned([.. wanted.Where(u => u.State == UnitState.Released && benefit.StateOf(u) is null or UnitState.Reserved)]);
        Spent([.. wanted.Where(u => u.State == UnitState.Used && benefit.StateOf(u) == UnitState.Reserved)]);
        foreach (var late in wanted.Where(u => u.State == UnitState.Used && benefit.StateOf(u) is null or UnitState.Released))
            if (account.Passed(benefit.Use + late.Use) is null) Spent([late]);
            else if (benefit.StateOf(late) is null) Returned([late]);
        Taken(Fitting(benefit, account, wanted));
        return Decision<BenefitFact>.Of(facts);

        void Returned(IReadOnlyList<Unit> units) => Add(units, new UnitsReturned(units));
        void Spent(IReadOnlyList<Unit> units) => Add(units, new UnitsSpent(units));
        void Taken(IReadOnlyList<Unit> units) => Add(units, new UnitsTaken(units));
        void Add(IReadOnlyList<Unit> units, BenefitFact fact)
        {
            if (units.Count == 0) return;
            facts.Add(fact);
            benefit = benefit.Evolve(fact);
        }
    }

    /// <summary>Why units that shall be reserved are not, null when all are.</summary>
    public static UnitsRefusal? Shortage(Benefit benefit, Account account, IReadOnlyList<Unit> wanted)
    {
        var missing = ToReserve(benefit, wanted);
        return missing.Count == 0 ? null
            : missing.Any(u => benefit.StateOf(u) is not null) ? UnitsRefusal.Released
            : account.Passed(missing.Aggregate(benefit.Use, (sum, unit) => sum + unit.Use)) ?? UnitsRefusal.BenefitExhausted;
    }

    static IReadOnlyList<Unit> Fitting(Benefit benefit, Account account, IReadOnlyList<Unit> wanted)
    {
        var missing = ToReserve(benefit, wanted);
        return missing.All(u => benefit.StateOf(u) is null) && account.Passed(missing.Aggregate(benefit.Use, (sum, unit) => sum + unit.Use)) is null
            ? missing
            : [];
    }

    static IReadOnlyList<Unit> ToReserve(Benefit benefit, IReadOnlyList<Unit> wanted) =>
        [.. wanted.Where(u => u.State == UnitState.Reserved && benefit.StateOf(u) is null or UnitState.Released)];
}

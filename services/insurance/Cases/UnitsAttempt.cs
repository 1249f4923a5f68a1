using System.Text.Json.Serialization;
using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>How an attempt's reservation stands.</summary>
public enum AttemptState
{
    /// <summary>Only a visit's outcome is known; its request is still on its way.</summary>
    [JsonStringEnumMemberName("unrequested")] Unrequested,
    [JsonStringEnumMemberName("reserving")] Reserving,
    [JsonStringEnumMemberName("reserved")] Reserved,
    /// <summary>It got no units, and gets none any more.</summary>
    [JsonStringEnumMemberName("refused")] Refused,
    /// <summary>It is given up: a request that comes now gets nothing.</summary>
    [JsonStringEnumMemberName("released")] Released,
}

/// <summary>One visit's unit.</summary>
/// <param name="Key">Id of the benefit document that counts it; null when nothing does.</param>
/// <param name="Free">Covered without authorisation as one of the claim's first visits.</param>
public sealed record VisitUnit(int Visit, DateOnly? Date, UnitState State, string? Key = null, bool Free = false);

/// <summary>The units of one placement attempt.</summary>
public sealed record UnitsAttempt(int Number, AttemptState State, IReadOnlyList<VisitUnit> Visits, UnitsRefusal? Code = null, string? Reason = null)
{
    /// <summary>Nothing is reserved for it, now and later.</summary>
    public bool IsOver => State is AttemptState.Refused or AttemptState.Released;

    public int Count(UnitState state) => Visits.Count(v => v.State == state);

    public VisitUnit? Visit(int number) => Visits.FirstOrDefault(v => v.Visit == number);

    public UnitsAttempt With(VisitUnit visit) => this with { Visits = [.. Visits.Where(v => v.Visit != visit.Visit).Append(visit).OrderBy(v => v.Visit)] };

    /// <summary>Nothing is wanted any more: what is only reserved is given back, what is used stays. What was refused stays refused.</summary>
    public UnitsAttempt GiveBack(AttemptState state) => this with
    {
        State = State == AttemptState.Refused ? State : state,
        Visits = [.. Visits.Select(v => v.State == UnitState.Reserved ? v with { State = UnitState.Released } : v)],
    };
}

using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;

namespace ClinicNetwork.Referrals;

/// <summary>How many visits, how often, and not before when. What the calendar cannot promise is said to a coordinator, never dropped.</summary>
static class Timings
{
    public const int MostVisits = 60;

    /// <returns>0 where the order does not say.</returns>
    public static int Visits(ServiceRequest order, string path, ICollection<string> doubts)
    {
        var count = (order.Occurrence as Timing)?.Repeat?.Count;
        switch (order.Quantity)
        {
            case null when count is >= 1 and <= MostVisits: return count.Value;
            case null or Hl7.Fhir.Model.Range or Ratio:
                doubts.Add("The order does not say how many visits, as one number: a coordinator asks the referrer.");
                return 0;
            case Quantity { Comparator: not null }:
                doubts.Add("The number of visits is given as a bound, not as a number: a coordinator asks the referrer.");
                return 0;
            case Quantity { Value: { } visits } when visits == decimal.Truncate(visits) && visits is >= 1 and <= MostVisits:
                if (count is not null && count != visits) doubts.Add("The order's quantity and its timing's count name different numbers of visits: a coordinator asks which is meant.");
                return (int)visits;
            default:
                throw Refuse(RefusalKind.Unprocessable, "visits-missing", "The order prescribes a whole number of visits, 1 to 60, as quantityQuantity.", $"{path}.quantity");
        }
    }

    /// <summary>Once a week stands in where nothing is said, until a person has looked.</summary>
    public static Cadence Cadence(Packet packet, int visits, ICollection<string> doubts)
    {
        var (order, path) = (packet.Order, packet.Path);
        if (order.AsNeeded is not null and not FhirBoolean { Value: false }) doubts.Add("The visits are ordered as needed: a coordinator asks when they are.");
        if (order.Occurrence is null)
        {
            doubts.Add("The order does not say how often: a coordinator asks the referrer.");
            return new(1, 1, "wk");
        }
        if (packet.IsMessage && order.Occurrence is FhirDateTime or Period)
        {
            doubts.Add("The order names a time for its visits, and not how often they are: a coordinator asks the referrer.");
            return new(1, 1, "wk");
        }
        if (order.Occurrence is not Timing timing)
            throw Refuse(RefusalKind.Unprocessable, "cadence-missing", "Say how often as occurrenceTiming.repeat (frequency, period, periodUnit), and not before when as its boundsPeriod.start.", $"{path}.occurrence");
        if (timing.Event.Any()) doubts.Add("The order names single times for the visits, which are not booked by the clock: a coordinator looks at them.");
        if (timing.Repeat is not { } repeat)
        {
            if (timing.Code is null && !timing.Event.Any())
                throw Refuse(RefusalKind.Unprocessable, "cadence-missing", "Say how often as occurrenceTiming.repeat (frequency, period, periodUnit).", $"{path}.occurrence");
            doubts.Add("The order says how often by a code or in words only: a coordinator asks the referrer.");
            return new(1, 1, "wk");
        }
        if (repeat.Frequency is null && repeat.Period is null)
            doubts.Add("The order does not say how often: a coordinator asks the referrer.");
        var (frequency, period, unit) = (repeat.Frequency ?? 1, repeat.Period ?? 1, repeat.PeriodUnit?.ToString().ToLowerInvariant() ?? "wk");
        if (frequency is < 1 or > 7 || period is < 1 or > 12 || period != decimal.Truncate(period) || unit is not ("d" or "wk" or "mo"))
            throw Refuse(RefusalKind.Unprocessable, "cadence-out-of-range", "The cadence is 1–7 visits in every 1–12 days (d), weeks (wk) or months (mo).", $"{path}.occurrence.repeat");
        var cadence = new Cadence(frequency, (int)period, unit);
        foreach (var doubt in Unkept(repeat, visits, cadence)) doubts.Add(doubt);
        return cadence;
    }

    /// <summary>boundsPeriod.start; null where the order does not say.</summary>
    public static DateOnly? NotBefore(ServiceRequest order, ClinicTime time) => time.First(((order.Occurrence as Timing)?.Repeat?.Bounds as Period)?.Start);

    /// <summary>The days of the week that the order names; empty where it names none.</summary>
    public static IReadOnlyList<string> Weekdays(ServiceRequest order) =>
        [.. (order.Occurrence as Timing)?.Repeat?.DayOfWeek.OfType<DaysOfWeek>().Distinct().Select(day => day.ToString().ToLowerInvariant()) ?? []];

    /// <summary>What scheduling has no rule for. Upper bounds of frequency and period are kept by keeping the lower ones.</summary>
    static IEnumerable<string> Unkept(Timing.RepeatComponent repeat, int visits, Cadence cadence)
    {
        if (repeat.DayOfWeek.Distinct().Count() is > 0 and var days && days < (cadence.PeriodUnit == "wk" ? cadence.Frequency : 1))
            yield return "The order names fewer days of the week than it asks for visits in a week: a coordinator asks which is meant.";
        if (repeat.TimeOfDay.Any() || repeat.When.Any() || repeat.Offset is not null) yield return "The visits are ordered for certain times of the day, which are not booked by the clock: a coordinator arranges them.";
        if (repeat.CountMax is { } most && most != visits) yield return "The order leaves open how many visits there are: a coordinator asks the referrer.";
        if (repeat.Duration is not null || repeat.DurationMax is not null) yield return "The order says how long a visit lasts, which the clinics decide: a coordinator looks at it.";
        if (repeat.Bounds is Period { End: not null }) yield return "The order says by when the visits are over, which is not promised by the clock: a coordinator arranges them.";
        if (repeat.Bounds is Hl7.Fhir.Model.Range) yield return "The order leaves open over how long the visits go: a coordinator asks the referrer.";
        if (repeat.Bounds is Duration duration && !(Days(duration) >= Math.Ceiling((decimal)visits / cadence.Frequency) * cadence.Period * DaysOf(cadence.PeriodUnit)))
            yield return "The visits do not fit into the time that the order gives for them: a coordinator asks the referrer.";
    }

    static decimal? Days(Quantity duration) => duration.Comparator is not null ? null : (duration.Code ?? duration.Unit) switch
    {
        "d" or "day" or "days" => duration.Value,
        "wk" or "week" or "weeks" => duration.Value * 7,
        "mo" or "month" or "months" => duration.Value * 30,
        "a" or "year" or "years" => duration.Value * 365,
        _ => null,
    };

    static int DaysOf(string unit) => unit switch { "d" => 1, "wk" => 7, _ => 30 };
}

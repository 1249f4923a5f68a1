using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;

namespace ClinicNetwork.Tests.Scheduling;

/// <summary>Examples that tests start from.</summary>
static class Some
{
    /// <summary>A Monday, 10:00 in Boston.</summary>
    public static DateTimeOffset Monday { get; } = new(2026, 11, 30, 15, 0, 0, TimeSpan.Zero);

    public static Cadence Weekly(int times) => new() { Frequency = times, Period = 1, Unit = "wk" };

    public static Order Order(int visits = 8, int perWeek = 2, string priority = "routine", string chain = "bay-state-therapy", params string[] techniques) => new()
    {
        Chain = chain,
        Visits = visits,
        Cadence = Weekly(perWeek),
        Priority = priority,
        Techniques = techniques.Length > 0 ? techniques : ["myofascial-release"],
    };

    public static Patient Patient { get; } = new() { Name = "A. Sample", Requests = ["Avoid the left shoulder."] };

    /// <summary>A request as it is believed after the claim check.</summary>
    public static RequestPlacement Asked(SeriesId id, Order? order = null, string patient = "patient-1") => new(id, order ?? Order(), patient, "general-hospital", "back-pain", Patient);

    public static Command<T> Command<T>(T what, DateTimeOffset? at = null) => new(what, Actor.Service("test"), at ?? Monday);

    public static PlacementRequested Request(string referral, int attempt = 1, Order? order = null)
    {
        var o = order ?? Order();
        return new()
        {
            ReferralId = referral,
            Version = 1,
            Attempt = attempt,
            Chain = o.Chain,
            Visits = o.Visits,
            Techniques = o.Techniques,
            Frequency = o.Cadence.Frequency,
            Period = o.Cadence.Period,
            PeriodUnit = o.Cadence.Unit,
            Priority = o.Priority,
            CoveredUntil = o.CoveredUntil,
        };
    }
}

using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>The service without its engines: the same deciders, search and publisher, messages handled one after the other.</summary>
sealed class World(ChainView network)
{
    public Dictionary<SeriesId, Series> Series { get; } = [];
    public DayBook Book { get; } = new(network.Calendar);
    public List<IEvent> Told { get; } = [];
    public DateTimeOffset Now { get; set; } = Some.Monday;

    public Stage Stage(SeriesId id) => Get(id).Stage;

    public void Place(SeriesId id, Order order, string patient)
    {
        Apply(id, Some.Asked(id, order, patient), SeriesDecider.Decide);
        foreach (var older in Series.Keys.Where(s => s.ReferralId == id.ReferralId && s.Attempt < id.Attempt).ToList()) Apply(older, new Supersede(), SeriesDecider.Decide);
        if (Series.Any(s => s.Key.ReferralId == id.ReferralId && s.Key.Attempt > id.Attempt && s.Value.WasAskedFor)) Apply(id, new Supersede(), SeriesDecider.Decide);
        if (Get(id) is not { Stage: Placing placing }) return;
        var busy = Series.Values.Where(s => s.PatientKey == patient && s.Stage is Held or Booked).SelectMany(s => s.Plan!.Visits).Select(v => (v.Start, v.End));
        var expires = Now.AddMinutes(10);
        switch (PlacementSearch.Find(placing.Order, network, Book, [.. busy], Now))
        {
            case Fits fits:
                foreach (var visit in fits.Plan.Visits)
                    Book.Add(fits.Plan.LocationId, visit.Date, new()
                    {
                        Series = id.ToString(),
                        Round = placing.Round,
                        Visit = visit.Visit,
                        Therapist = fits.Plan.TherapistId,
                        Room = visit.Room,
                        From = visit.Start,
                        To = visit.End,
                        Expires = expires,
                    });
                Apply(id, new Hold(placing.Round, fits.Plan, expires, Now.AddSeconds(5), fits.Explanation), SeriesDecider.Decide);
                break;
            case FitsNowhere no:
                Apply(id, new WaitForSlots(placing.Round, no.Reason, no.Text, no.Explanation), SeriesDecider.Decide);
                break;
        }
    }

    public void Confirm(SeriesId id) =>
        Apply(id, new BookingRequested { ReferralId = id.ReferralId, Attempt = id.Attempt, Version = 1 }, SeriesDecider.Decide);

    public void Release(SeriesId id, string reason = "cancelled") =>
        Apply(id, new SeriesReleaseRequested { ReferralId = id.ReferralId, Attempt = id.Attempt, Version = 1, Reason = reason }, SeriesDecider.Decide);

    /// <summary>Time passes until every hold has lapsed, and the sweeper notices.</summary>
    public void Lapse()
    {
        Now = Now.AddMinutes(10);
        foreach (var id in Series.Keys.ToList()) Apply(id, new TimePassed(), SeriesDecider.Decide);
    }

    Series Get(SeriesId id) => Series.GetValueOrDefault(id, ClinicNetwork.Scheduling.Booking.Series.Initial);

    void Apply<TWhat>(SeriesId id, TWhat what, Func<Series, Command<TWhat>, Decision<SeriesFact>> decide)
    {
        var before = Get(id);
        var decision = decide(before, Some.Command(what, Now));
        var after = decision.Facts.Aggregate(before, (s, f) => s.Evolve(f));
        if (decision.Facts.Count > 0) Series[id] = after;
        Told.AddRange(SeriesPublisher.Publish(after, [.. decision.Facts, .. decision.Again], 1));
        if (after.Stage is Released) Book.Remove(id.ToString(), null);
    }
}

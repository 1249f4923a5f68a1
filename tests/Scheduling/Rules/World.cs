using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;
using ClinicNetwork.Scheduling.Slots;

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
        for (var attempt = id.Attempt - 1; attempt > 0; attempt--)
            if (Get(id with { Attempt = attempt }).Stage is not (Released or Completed)) Release(id with { Attempt = attempt }, "superseded");
        Apply(id, s => SeriesDecider.Decide(s, new RequestPlacement(id, order, Some.Patient(patient), Now)));
        if (Get(id) is not { Stage: Placing placing } series) return;
        var busy = Series.Values.Where(s => s.Patient?.Key == patient && s.Stage is Held or Booked).SelectMany(s => s.Plan!.Visits).Select(v => (v.Start, v.End));
        var expires = Now.AddMinutes(10);
        switch (PlacementSearch.Find(series.Order!, network, Book, [.. busy], Now))
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
                Apply(id, s => SeriesDecider.Decide(s, new Hold(placing.Round, fits.Plan, expires, fits.Explanation, Now)));
                break;
            case FitsNowhere no:
                Apply(id, s => SeriesDecider.Decide(s, new WaitForSlots(placing.Round, no.Reason, no.Text, no.Explanation, Now)));
                break;
        }
    }

    public void Confirm(SeriesId id) => Apply(id, s => SeriesDecider.Decide(s, new Book(id, Now)));

    public void Release(SeriesId id, string reason = "cancelled") => Apply(id, s => SeriesDecider.Decide(s, new Release(id, reason)));

    /// <summary>Time passes until every hold has lapsed, and the sweeper notices.</summary>
    public void Lapse()
    {
        Now = Now.AddMinutes(10);
        foreach (var id in Series.Keys.ToList()) Apply(id, s => SeriesDecider.Timer(s, Now));
    }

    Series Get(SeriesId id) => Series.GetValueOrDefault(id, ClinicNetwork.Scheduling.Booking.Series.Initial);

    void Apply(SeriesId id, Func<Series, Decision<SeriesFact>> decide)
    {
        var before = Get(id);
        var decision = decide(before);
        var after = decision.Facts.Aggregate(before, (s, f) => s.Evolve(f));
        if (decision.Facts.Count > 0) Series[id] = after;
        Told.AddRange(SeriesPublisher.Publish(after, [.. decision.Facts, .. decision.Again], 1));
        if (after.Stage is Released) Book.Remove(id.ToString(), null);
    }
}

using ClinicNetwork.Scheduling.Booking;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>A message, or time passing, as a test deals it out.</summary>
/// <param name="Kind">place, release, book or lapse.</param>
/// <param name="Referral">0–2; 0 and 1 are the same patient's.</param>
public sealed record Deal(string Kind, int Referral, int Attempt);

/// <summary>Deals of messages in any order, any number of times.</summary>
public static class Deals
{
    static readonly Gen<Deal> One =
        from kind in Gen.Elements("place", "place", "release", "book", "book", "lapse")
        from referral in Gen.Choose(0, 2)
        from attempt in Gen.Choose(1, 3)
        select new Deal(kind, referral, attempt);

    public static Arbitrary<Deal> Single() => One.ToArbitrary();
    public static Arbitrary<Deal[]> Many() => Gen.ArrayOf(One).ToArbitrary();
}

public sealed class AnyOrderProperties
{
    static readonly Order Order = Some.Order(4, 2);

    static SeriesId Id(Deal deal) => new($"r{deal.Referral}", deal.Attempt);

    static void Play(World world, Deal deal)
    {
        switch (deal.Kind)
        {
            case "place": world.Place(Id(deal), Order, deal.Referral == 2 ? "other" : "same"); break;
            case "release": world.Release(Id(deal)); break;
            case "book": world.Confirm(Id(deal)); break;
            default: world.Lapse(); break;
        }
    }

    static World Played(IEnumerable<Deal> deals)
    {
        var world = new World(Seed.BayState);
        foreach (var deal in deals) Play(world, deal);
        return world;
    }

    static string Ends(World world) => string.Join(" ", world.Series.OrderBy(s => s.Key.ToString(), StringComparer.Ordinal).Select(s => $"{s.Key}:{s.Value.Stage.GetType().Name}"));

    /// <summary>What a referral can cause: it books only what it has asked for. Time does not pass.</summary>
    static List<Deal> Possible(IEnumerable<Deal> deals)
    {
        var asked = new HashSet<SeriesId>();
        return [.. deals.Where(d => d.Kind switch { "place" => asked.Add(Id(d)) || true, "book" => asked.Contains(Id(d)), "release" => true, _ => false })];
    }

    [Property(Arbitrary = [typeof(Deals)], MaxTest = 300)]
    public void The_same_messages_in_any_order_and_number_end_in_the_same_state(Deal[] deals, int seed)
    {
        var messages = Possible(deals).Distinct().ToList();
        var shuffled = new List<Deal>();
        var random = new System.Random(seed);
        var left = messages.Concat(messages.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next()).ToList();
        while (left.Count > 0)
        {
            var next = left.First(d => d.Kind != "book" || shuffled.Any(s => s.Kind == "place" && Id(s) == Id(d)));
            left.Remove(next);
            shuffled.Add(next);
        }
        Assert.Equal(Ends(Played(messages)), Ends(Played(shuffled)));
    }

    [Property(Arbitrary = [typeof(Deals)], MaxTest = 300)]
    public void Each_message_handled_twice_is_handled_once(Deal[] deals)
    {
        var once = deals.Where(d => d.Kind != "lapse").ToList();
        Assert.Equal(Ends(Played(once)), Ends(Played(once.SelectMany(d => new[] { d, d }))));
    }

    [Property(Arbitrary = [typeof(Deals)], MaxTest = 300)]
    public void Released_is_final_and_of_one_referral_at_most_one_series_lives(Deal[] deals)
    {
        var world = new World(Seed.BayState);
        var released = new HashSet<SeriesId>();
        foreach (var deal in deals)
        {
            Play(world, deal);
            foreach (var (id, series) in world.Series)
                if (series.Stage is Released) released.Add(id);
            Assert.All(released, id => Assert.IsType<Released>(world.Stage(id)));
            Assert.All(world.Series.GroupBy(s => s.Key.ReferralId), of => Assert.InRange(of.Count(s => s.Value.Stage is not Released), 0, 1));
        }
    }

    [Property(Arbitrary = [typeof(Deals)], MaxTest = 300)]
    public void No_therapist_room_or_patient_is_ever_taken_twice(Deal[] deals)
    {
        var world = new World(Seed.BayState);
        foreach (var deal in deals)
        {
            Play(world, deal);
            var live = world.Series.Values.Where(s => s.Stage is Held or Booked).SelectMany(s => s.Plan!.Visits.Select(v =>
                (Keys: new[] { s.Plan.TherapistId, $"{s.Plan.LocationId}/{v.Room}", $"patient {s.PatientKey}" }, v.Start, v.End))).ToList();
            foreach (var taken in live.SelectMany(l => l.Keys.Select(key => (key, l.Start, l.End))).GroupBy(l => l.key))
            {
                var ordered = taken.OrderBy(t => t.Start).ToList();
                Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start, taken.Key));
            }
            Assert.Equal(live.Count, world.Book.Days.Sum(d => d.Claims.Count));
        }
    }

    [Property(Arbitrary = [typeof(Deals)], MaxTest = 300)]
    public void Whoever_asks_hears_how_it_stands(Deal[] deals, Deal last)
    {
        var world = Played(deals.Append(last));
        world.Told.Clear();
        Play(world, last);
        if (last.Kind == "lapse") return;
        switch (world.Stage(Id(last)))
        {
            case Released: Assert.IsType<Wire.SeriesReleased>(Assert.Single(world.Told)); break;
            case Held when last.Kind == "place": Assert.IsType<Wire.SeriesHeld>(Assert.Single(world.Told)); break;
            case Booked: Assert.IsType<Wire.SeriesBooked>(Assert.Single(world.Told)); break;
        }
    }
}

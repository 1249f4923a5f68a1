using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;
using static ClinicNetwork.Tests.Scheduling.Rules.SmallNetwork;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>What counts when places are compared, and that there is one ranking only.</summary>
public sealed class RankingTests
{
    static readonly DayOfWeek[] Late = [DayOfWeek.Thursday, DayOfWeek.Friday];
    static readonly Order FromBoston = Order(2, 1) with { Latitude = 42.36, Longitude = -71.06 };

    static ChainView Weighted(ChainView network, RoutingWeights weights, double? nearKm = null) =>
        network with { Chain = Seed.Policy("c", new Chain { Name = "c", Weights = weights, NearKm = nearKm }) };

    static Explanation Why(Order order, ChainView network, DayBook? book = null) =>
        Assert.IsType<Fits>(PlacementSearch.Find(order, network, book ?? new(network.Calendar), [], Some.Monday)).Explanation;

    static Shortlist List(Order order, ChainView network, DayBook? book = null) => PlacementSearch.AtEach(order, network, book ?? new(network.Calendar), [], Some.Monday);

    [Fact]
    public void A_placement_takes_what_the_shortlist_names_first_whatever_the_weights()
    {
        var random = new Random(11);
        for (var i = 0; i < 150; i++)
        {
            double Weight(double most) => random.Next(2) * random.NextDouble() * most;
            var network = Weighted(
                Network([.. Enumerable.Range(0, 4).Select(n => Place($"l{n}", 42.36 + (n * random.NextDouble() / 2), rooms: random.Next(1, 3)))],
                    [.. Enumerable.Range(0, 5).Select(n => Works($"t{n}", $"l{random.Next(4)}", random.Next(9, 13), 15, days: [.. Enum.GetValues<DayOfWeek>().Where(_ => random.Next(2) == 0)]))]),
                new() { Wait = Weight(3), Distance = Weight(2), Load = Weight(50), Continuity = Weight(20), Preference = Weight(30) }, random.Next(2) == 0 ? null : 25);
            var order = FromBoston with
            {
                Visits = random.Next(1, 4),
                Priority = random.Next(2) == 0 ? "routine" : "urgent",
                TreatedBy = $"t{random.Next(5)}",
                Preferences = random.Next(2) == 0 ? null : new() { TravelKm = random.Next(1, 60), Weekdays = random.Next(2) == 0 ? null : [DayOfWeek.Tuesday, DayOfWeek.Thursday] },
            };
            var book = Taken(network, "l0", (new(2026, 12, 1), 9, 12, "t0", "Room 1"), (new(2026, 12, 3), 9, 12, "t1", "Room 1"));

            var (found, list) = (PlacementSearch.Find(order, network, book, [], Some.Monday), List(order, network, book));

            var best = list.Locations.Select(p => (p.Location, p.Therapist, p.First, p.Last, Why: p.Why is "It comes first by the chain's rules.")).FirstOrDefault();
            var plan = (found as Fits)?.Plan;
            Assert.Equal(plan is null ? default : (plan.LocationId, plan.TherapistId, plan.Visits[0].Date, plan.Visits[^1].Date, true), best);
            Assert.Equal(4, list.Locations.Count + list.Cannot.Count);
        }
    }

    [Fact]
    public void Each_weight_decides_and_is_said_in_words()
    {
        var (places, soon, later) = (new[] { Place("far", 42.9), Place("near", 42.4) }, Works("s", "far"), Works("l", "near", days: Late));
        var network = Network(places, [soon, later]);
        Assert.Equal("far", Why(FromBoston, network).Considered[0].Location);
        Assert.Equal("It comes after far: starting later, on 2026-12-03.", List(FromBoston, network).Locations[1].Why);

        var distance = Why(FromBoston, Weighted(network, new() { Distance = 1 }));
        Assert.Equal("near", distance.Considered[0].Location);
        Assert.Contains("60 km away instead of 4 km", distance.Text, StringComparison.Ordinal);

        var treated = FromBoston with { TreatedBy = "l" };
        Assert.Contains("with another therapist than before", Why(treated, network).Text, StringComparison.Ordinal);
        Assert.Equal("far", Why(treated, Weighted(network, new() { Continuity = 1 })).Considered[0].Location);

        var full = Taken(network, "far", [.. Enumerable.Range(1, 20).Select(d => (new DateOnly(2026, 11, 30).AddDays(d), 10, 17, "s", "Room 1"))]);
        var load = Why(FromBoston, Weighted(network, new() { Load = 100 }), full);
        Assert.Equal("near", load.Considered[0].Location);
        Assert.Contains("where less is free", load.Text, StringComparison.Ordinal);
        Assert.Equal(["chain c v1", "location near v1", "therapist l v1"], load.Policy);
    }

    [Fact]
    public void What_the_patient_prefers_is_honoured_or_named_as_not_to_be_had()
    {
        Versioned<Therapist> With(Versioned<Therapist> therapist, string gender, params string[] languages) => Seed.Policy(therapist.Id, therapist.Body with { Gender = gender, Languages = languages });
        var network = Network([Place("far", 42.9), Place("near", 42.4)], [With(Works("m", "far"), "male", "en"), With(Works("f", "near", days: Late), "female", "en", "pt-br")]);

        foreach (var preferences in new PatientPreferences[] { new() { Gender = "female" }, new() { Language = "pt" }, new() { TravelKm = 10 }, new() { Weekdays = [DayOfWeek.Friday] } })
        {
            var plan = Fit(FromBoston with { Preferences = preferences }, network);
            Assert.True(preferences.Weekdays is null ? plan.TherapistId == "f" : plan.Visits.All(v => v.Date.DayOfWeek is DayOfWeek.Friday), $"{preferences}: {plan.TherapistId} on {plan.Visits[0].Date}");
        }

        foreach (var (preferences, named) in new (PatientPreferences, string)[]
                 {
                     (new() { Gender = "other" }, "gender: m is male, not other"), (new() { Language = "es" }, "language: m does not speak es"),
                     (new() { TravelKm = 1 }, "travel: 60 km are more than 1"), (new() { Weekdays = [DayOfWeek.Sunday] }, "weekdays: not all visits are on the days preferred"),
                 })
            Assert.Contains($"What the patient prefers is not to be had: {named}.", Why(FromBoston with { Preferences = preferences }, network).Text, StringComparison.Ordinal);

        var cheap = Why(FromBoston with { Preferences = new() { Gender = "female" } }, Weighted(network, new() { Preference = 1 }));
        Assert.Contains("gender: m is male, not female", cheap.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_location_that_cannot_take_it_says_why()
    {
        var network = Network(
            [Place("shut") is var shut ? Seed.Policy("shut", shut.Body with { ClosesOn = new(2026, 11, 30) }) : shut, Place("empty"), Place("young"), Place("other"), Place("full"), Place("good")],
            [Works("a", "shut"), Works("b", "young", expires: new(2026, 1, 1)), Works("c", "other", technique: "muscle-testing"), Works("d", "full", days: [DayOfWeek.Sunday]), Works("e", "good")]);

        var list = List(FromBoston, network);

        Assert.Equal(["shut closed", "empty no-therapist", "young no-certified-therapist", "other no-technique", "full no-room-or-time"], list.Cannot.Select(c => $"{c.Location} {c.Reason}"));
        Assert.All(list.Cannot, c => Assert.EndsWith(".", c.Text, StringComparison.Ordinal));
        var good = Assert.Single(list.Locations);
        Assert.Equal(("good", "e", new DateOnly(2026, 12, 1), 1, 2, 0), (good.Location, good.Therapist, good.First, good.WaitDays, good.Visits, good.LoadPercent));
        Assert.Equal("chain c v1", list.Policy);
    }

    [Fact]
    public void No_visit_lies_on_or_after_the_day_on_which_a_location_closes()
    {
        var closing = Seed.Policy("here", Place("here").Body with { ClosesOn = new(2026, 12, 8) });
        Assert.Equal(new(2026, 12, 7), Fit(Order(2, 1) with { Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday] }, Network([closing], [Works("t", "here")])).Visits[^1].Date);
        Assert.Equal(NoSlotsReason.NoRoomOrTime, NoFit(Order(4, 1), Network([closing], [Works("t", "here")])).Reason);
    }

    [Fact]
    public void Where_a_coordinator_has_chosen_nothing_else_is_looked_at()
    {
        var network = Network([Place("far", 42.9), Place("near", 42.4)], [Works("s", "far"), Works("l", "near", days: Late), Works("x", "near", technique: "muscle-testing")]);
        Assert.Equal("near", Fit(FromBoston with { Location = "near" }, network).LocationId);
        Assert.Equal("l", Fit(FromBoston with { Therapist = "l" }, network).TherapistId);
        Assert.Contains("A coordinator has chosen it.", Why(FromBoston with { Location = "near" }, network).Text, StringComparison.Ordinal);
        var lacking = NoFit(FromBoston with { Location = "near", Therapist = "x" }, network);
        Assert.Equal((NoSlotsReason.NoTechnique, "None of the 1 certified therapists at near holds myofascial-release and has shifts."), (lacking.Reason, lacking.Text));
    }

    [Theory]
    [InlineData("es", true)]
    [InlineData("pt-br", true)]
    [InlineData("fil", true)]
    [InlineData("ES", false)]
    [InlineData("e", false)]
    [InlineData("español", false)]
    [InlineData("pt-br-x", false)]
    [InlineData("", false)]
    public void A_language_is_a_code(string code, bool isOne) => Assert.Equal(isOne, Language.IsCode(code));

    [Fact]
    public void Weights_and_languages_out_of_bounds_are_refused_by_name()
    {
        Assert.Empty(NetworkRules.Problems(new Chain { Name = "c", Weights = new() { Wait = 0, Distance = 1000 } }));
        foreach (var (weights, field) in new (RoutingWeights, string)[]
                 {
                     (new() { Wait = -1 }, "wait"), (new() { Distance = 1001 }, "distance"), (new() { Load = double.NaN }, "load"), (new() { Continuity = -0.1 }, "continuity"), (new() { Preference = 2000 }, "preference"),
                 })
            Assert.Equal($"weights.{field}: must be 0–1000", Assert.Single(NetworkRules.Problems(new Chain { Name = "c", Weights = weights })));
        var therapist = Seed.Network.Therapists["amara-okonkwo"].Body;
        Assert.Equal("languages: name 1–20", Assert.Single(NetworkRules.Problems(therapist with { Languages = [] }, Seed.Network)));
        Assert.StartsWith("languages: use BCP 47 codes", Assert.Single(NetworkRules.Problems(therapist with { Languages = ["English"] }, Seed.Network)), StringComparison.Ordinal);
    }
}

using ClinicNetwork.Contracts;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>The seeded network holds what it is meant for.</summary>
public sealed class CapacityTests
{
    static readonly (double Latitude, double Longitude)[] Homes =
        [(42.34, -71.02), (42.13, -72.65), (41.66, -70.94), (42.47, -70.96), (42.27, -71.81), (42.38, -71.12), (42.31, -71.44), (41.96, -70.66), (42.54, -71.10), (42.45, -73.26)];

    [Fact]
    public void Five_hundred_referrals_fit_and_no_two_visits_share_a_therapist_or_a_room()
    {
        var random = new Random(7);
        var books = new[] { Seed.BayState, Seed.Pilgrim }.ToDictionary(c => c.Chain.Id, c => new DayBook(c.Calendar));
        var claims = new List<(string Location, Claim Claim)>();
        var leads = new List<int>();
        for (var i = 0; i < 500; i++)
        {
            var chain = i % 3 == 2 ? Seed.Pilgrim : Seed.BayState;
            var home = Homes[random.Next(Homes.Length)];
            var order = Some.Order(random.Next(2, 7) * 2, random.Next(1, 4), new[] { "routine", "routine", "urgent", "asap" }[random.Next(4)], chain.Chain.Id, Techniques(random))
                with
            { Latitude = home.Latitude, Longitude = home.Longitude };

            var found = PlacementSearch.Find(order, chain, books[chain.Chain.Id], [], Some.Monday.AddMinutes(i));

            var plan = Assert.IsType<Fits>(found).Plan;
            Assert.Equal(order.Visits, plan.Visits.Count);
            leads.Add(plan.Visits[0].Date.DayNumber - new DateOnly(2026, 11, 30).DayNumber);
            foreach (var visit in plan.Visits)
            {
                var claim = new Claim
                {
                    Series = $"{i}-1",
                    Round = 1,
                    Visit = visit.Visit,
                    Therapist = plan.TherapistId,
                    Room = visit.Room,
                    From = visit.Start,
                    To = visit.End,
                    Expires = Some.Monday.AddDays(1),
                };
                books[chain.Chain.Id].Add(plan.LocationId, visit.Date, claim);
                claims.Add((plan.LocationId, claim));
            }
        }
        NoTwo(claims, c => c.Claim.Therapist);
        NoTwo(claims, c => $"{c.Location}/{c.Claim.Room}");
        Assert.True(leads.Max() < 70, $"the last one starts after {leads.Max()} days");
    }

    [Fact]
    public void Every_pair_of_techniques_has_several_valid_therapists_in_each_chain()
    {
        var through = new DateOnly(2028, 1, 1);
        foreach (var chain in new[] { Seed.BayState, Seed.Pilgrim })
            foreach (var a in Technique.All)
                foreach (var b in Technique.All)
                    Assert.True(chain.Therapists.Count(t => t.Body.Techniques.Contains(a) && t.Body.Techniques.Contains(b)
                        && Credential.Check(t.Body, new(2026, 11, 30), through).Count == 0) >= 3, $"{chain.Chain.Id}: {a} and {b}");
    }

    [Fact]
    public void The_seed_satisfies_its_own_rules()
    {
        Assert.Empty(Seed.Network.Chains.Values.SelectMany(c => NetworkRules.Problems(c.Body)));
        Assert.Empty(Seed.Network.Locations.Values.SelectMany(l => NetworkRules.Problems(l.Body, Seed.Network)));
        Assert.Empty(Seed.Network.Therapists.Values.SelectMany(t => NetworkRules.Problems(t.Body, Seed.Network)));
        Assert.Equal((2, 8, 30), (Seed.Network.Chains.Count, Seed.Network.Locations.Count, Seed.Network.Therapists.Count));
    }

    [Fact]
    public void At_least_six_therapists_may_not_treat_each_for_another_reason()
    {
        var today = new DateOnly(2026, 11, 30);
        var codes = Seed.Network.Therapists.Values.SelectMany(t => Credential.Check(t.Body, today, today)).Select(f => f.Code).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.True(codes.Count >= 6, string.Join(", ", codes));
    }

    static string[] Techniques(Random random)
    {
        var one = Technique.All[random.Next(6)];
        var two = Technique.All[random.Next(6)];
        return random.Next(3) > 0 || one == two ? [one] : [one, two];
    }

    static void NoTwo(List<(string Location, Claim Claim)> claims, Func<(string Location, Claim Claim), string> key)
    {
        foreach (var group in claims.GroupBy(key))
        {
            var ordered = group.Select(c => c.Claim).OrderBy(c => c.From).ToList();
            for (var i = 1; i < ordered.Count; i++) Assert.True(ordered[i - 1].To <= ordered[i].From, $"{group.Key} is taken twice at {ordered[i].From}");
        }
    }
}

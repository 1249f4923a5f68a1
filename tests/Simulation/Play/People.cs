using ClinicNetwork.Hosting;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.WaitingLists;
using Asked = ClinicNetwork.Contracts.Referral.V1.PlacementRequested;
using Order = ClinicNetwork.Referrals.Order;
using Placing = ClinicNetwork.Referrals.Placing;
using ScheduledSeries = ClinicNetwork.Scheduling.Booking.Series;
using VisitOutcome = ClinicNetwork.Scheduling.Booking.VisitOutcome;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What people do, whenever they get round to it: hospitals send and cancel, coordinators decide, therapists treat or wait in vain.</summary>
sealed class People(World world, Network network, Town town, Planted planted)
{
    readonly List<string> sent = [];

    public IReadOnlyList<string> Sent => sent;

    public void Begin(int referrals, DateTimeOffset until)
    {
        // A delivery takes as many steps as a booking, and there are dozens for each referral: in one history of five the hospital wants to be told.
        foreach (var terms in world.Chance(0.2) ? town.Subscriptions : []) world.Begin(() => Subscribe(terms));
        var moment = TimeSpan.Zero;
        for (var i = 0; i < referrals; i++)
        {
            var (order, rules) = (town.Order(i), town.Rules);
            // Things come together: orders in one moment, and a therapist's hours change while series are being placed (below).
            if (world.Chance(0.5)) moment = world.Some(TimeSpan.FromDays(3));
            world.In(moment + world.Some(TimeSpan.FromMinutes(2)), () => world.Begin(() => Send(order, rules)));
        }
        network.Broker.Delivering = letter =>
        {
            if (letter.Message is Asked && world.Now < until && world.Chance(0.4)) world.In(world.Some(TimeSpan.FromMilliseconds(500)), () => world.Begin(Move));
        };
        Every(TimeSpan.FromHours(10), until, Coordinate);
        Every(TimeSpan.FromHours(14), until, Treat);
        Every(TimeSpan.FromHours(20), until, Move);
        if (!world.Chance(0.3)) return;
        Every(TimeSpan.FromDays(6), until, LoseAPlace);
        Every(TimeSpan.FromHours(9), until + TimeSpan.FromDays(20), () => Try("scheduling", i => i.Get<LostPlaces>().Look(default)));
    }

    /// <summary>The south closes for good, or Ben's licence ends; some days later it turns out otherwise.</summary>
    async Task LoseAPlace()
    {
        var (operators, day) = (new PolicyChange(new("person", "operator", "operator", Town.Chain)), DateOnly.FromDateTime(world.Now.UtcDateTime).AddDays(world.Random.Next(0, 12)));
        var closes = world.Chance(0.5);
        Task<bool> Put(DateOnly? closing, DateOnly licensed) => closes
            ? Try("scheduling", i => i.Get<Policies<Location>>().Put("south", Town.Place("south") with { ClosesOn = closing }, operators, default))
            : Try("scheduling", async i => { if (await i.Get<Policies<Therapist>>().Find("ben", default) is { Body: var ben }) await i.Get<Policies<Therapist>>().Put("ben", ben with { Licence = ben.Licence with { Expires = licensed } }, operators, default); });
        await Put(day, day);
        await world.Pause(TimeSpan.FromDays(3) + world.Some(TimeSpan.FromDays(10)));
        while (!await Put(null, new(2030, 1, 1))) await world.Pause(TimeSpan.FromHours(2));
    }

    void Every(TimeSpan pause, DateTimeOffset until, Func<Task> what)
    {
        if (world.Now >= until) return;
        world.In(pause + world.Some(TimeSpan.FromHours(3)), () =>
        {
            world.Begin(what);
            Every(pause, until, what);
        });
    }

    async Task Send(Order order, ScreeningRules rules)
    {
        var id = ReferralIds.For(order.Partner, order.Placer);
        sent.Add(id);
        var key = Guid.NewGuid();
        // A hospital's system sends until it is taken; sometimes it has not heard the answer, and sends again.
        while (!await Try("referral", i => i.Get<DocumentStore<Referral, ReferralFact>>()
                   .Handle(id, new(key, new("partner", order.Partner)), new Submit(order, "{}", rules, 1, ReferralRules.Usual.For(order.Priority, 0, world.Now, TimeZoneInfo.Utc)), ReferralDecider.Decide, begins: true)) || world.Chance(0.1))
            await world.Pause(TimeSpan.FromSeconds(20));
        if (world.Chance(0.25)) Later(() => Act(id, new RequestCancellation(null), ReferralDecider.Decide, new("partner", order.Partner)));
        if (world.Chance(0.2)) Later(() => Act(id, Corrected(order, rules), ReferralDecider.Decide, new("partner", order.Partner)));
        if (world.Chance(0.03)) Later(() => Act(id, new EnterInError(null), ReferralDecider.Decide, new("partner", order.Partner)));
        if (world.Chance(0.5)) Later(() => Act(id, new Acknowledge(), ReferralDecider.Decide, new("partner", order.Partner)));
        if (world.Chance(0.3)) Later(() => Act(id, new Send("How is it going?", null, ReferralRules.Usual.Questions), ReferralDecider.Decide, new("partner", order.Partner)));
    }

    /// <summary>The hospital says its order otherwise: more or fewer visits, another cadence, coverage, diagnosis or wish.</summary>
    Correct Corrected(Order order, ScreeningRules rules)
    {
        var now = world.Any<Func<Order>>([
            () => order with { Visits = world.Random.Next(1, 13) }, () => order with { Cadence = new(1, world.Random.Next(1, 3), "wk") }, () => order with { Coverage = null }, () => order with { Requests = ["Gently."] },
            () => order with { Diagnoses = [new("http://hl7.org/fhir/sid/icd-10-cm", "Z99.9", null)], Concepts = [new([new("http://hl7.org/fhir/sid/icd-10-cm", "Z99.9", null)], null)] },
        ])();
        return new(order, now with { Fingerprint = order.Fingerprint + "'" }, "{}", "{}", rules, 1);
    }

    void Later(Func<Task> what) => world.In(world.Some(TimeSpan.FromDays(25)), () => world.Begin(what));

    /// <summary>The hospital's system wants to be told; it sends until it is taken, and activates again what has failed.</summary>
    async Task Subscribe(Terms terms)
    {
        var (id, hospital) = (terms.Endpoint, new Actor("partner", "general"));
        while (!await Try("referral", i => i.Get<DocumentStore<Subscription, SubscriptionFact>>()
                   .Handle(id, Cause.Own(hospital), new Subscribe(id, "general", Town.Chain, terms, "{}", null, "secret"), SubscriptionDecider.Decide, begins: true)))
            await world.Pause(TimeSpan.FromSeconds(20));
        Every(TimeSpan.FromDays(2), world.Now + TimeSpan.FromDays(60), () => Try("referral", i => i.Get<DocumentStore<Subscription, SubscriptionFact>>()
            .Handle(id, Cause.Own(hospital), new Reactivate(), SubscriptionDecider.Decide)));
    }

    /// <summary>A coordinator goes through the worklist.</summary>
    async Task Coordinate()
    {
        var someone = new Actor("person", "coordinator", "coordinator", Town.Chain);
        foreach (var referral in network["referral"].Storage.All<Referral, ReferralFact>(Referral.Collection).Where(r => OnTheWorklist(r.State) && world.Chance(0.7)))
        {
            var id = referral.Id;
            if (referral.State.CancellationRequested && world.Chance(0.8)) await Act(id, new ConfirmCancellation(), ReferralDecider.Decide, someone);
            else if (referral.State.Stage is InReview)
            {
                if (world.Chance(0.3)) await Ask(id, referral.State, someone);
                else if (world.Chance(0.4)) await Act(id, new Accept(world.Chance(0.3)), ReferralDecider.Decide, someone);
                else if (world.Chance(0.4)) await Act(id, new Reject("other", "no reason"), ReferralDecider.Decide, someone);
            }
            else if (referral.State.Attention is Reason.QuestionAsked) await Act(id, new Send("All is well.", referral.State.Conversation.First(m => m is { From: Mover.Sender, AwaitsReply: true }).Number, ReferralRules.Usual.Questions), ReferralDecider.Decide, someone);
            else if (referral.State.Stage is Ended) await Act(id, new Reopen("It was not over.", 60), ReferralDecider.Decide, someone);
            else if (referral.State.Stage is Placing or Reserving or Booking or Treating or Moving)
            {
                if (world.Chance(0.6))
                {
                    await Act(id, new Transfer(world.Any(["north", "south"]), world.Any<string?>([null, null, "ana"]), "Nearer.", false, null), ReferralDecider.Decide, someone);
                    if (world.Chance(0.3)) await Act(id, new SetPreferences(new(TravelKm: world.Random.Next(1, 200), Weekdays: [world.Any(["mon", "wed", "sun"])])), ReferralDecider.Decide, someone);
                    continue;
                }
                if (world.Chance(0.5)) await Act(id, new RecordContact("phone", "no-answer"), ReferralDecider.Decide, someone);
                else if (referral.State.HasBegun) await Act(id, new Discharge("goals-met", "Well again.", ReferralRules.Usual.Contacts), ReferralDecider.Decide, someone);
                else await Act(id, new HandBack("patient-declined", "Moved away.", ReferralRules.Usual.Contacts), ReferralDecider.Decide, someone);
            }
            else if (referral.State.Stage is AwaitingEstimate)
            {
                if (world.Chance(0.7)) await Act(id, new AcceptEstimate(), ReferralDecider.Decide, someone);
                else await Act(id, new Reject("appointment-not-required", "too dear"), ReferralDecider.Decide, someone);
            }
        }
    }

    /// <summary>The coordinator asks, the hospital answers sooner, later or never; a reply that does not suffice is asked for again.</summary>
    async Task Ask(string id, Referral referral, Actor someone)
    {
        var open = referral.Conversation.FirstOrDefault(m => m is { From: Mover.Receiver, IsOpen: true });
        if (open is { AwaitsReply: true } || referral.Conversation.Count > 20) return;
        await Act(id, new Send("Which side?", open?.Number, ReferralRules.Usual.Questions), ReferralDecider.Decide, someone);
        if (world.Chance(0.6)) Later(() => Act(id, new Send("The left one.", open?.Number ?? referral.Conversation.Count + 1, ReferralRules.Usual.Questions), ReferralDecider.Decide, new("partner", referral.Partner)));
    }

    /// <summary>What waits for a coordinator, and now and then something that does not.</summary>
    bool OnTheWorklist(Referral referral) => referral is { Stage: InReview or AwaitingEstimate } or { BusinessStatus: BusinessStatus.CancellationRequested } or { Attention: Reason.QuestionAsked }
        || (referral.Stage is Placing or Reserving or Booking or Treating or Moving && world.Chance(0.05)) || (referral.Stage is Ended && world.Chance(0.003));

    Task<bool> Act<TWhat>(string id, TWhat what, Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide, Actor actor) =>
        Try("referral", i => i.Get<DocumentStore<Referral, ReferralFact>>().Handle(id, Cause.Own(actor), what, decide));

    /// <summary>Therapists record what became of the visits that lie behind.</summary>
    async Task Treat()
    {
        var therapist = new Actor("person", "therapist", "therapist", Town.Chain);
        foreach (var series in network["scheduling"].Storage.All<ScheduledSeries, SeriesFact>("series"))
        {
            if (series.State.Stage is not Booked booked) continue;
            foreach (var visit in booked.Plan.Visits.Where(v => v.End < world.Now && booked.Outcomes.All(o => o.Visit != v.Visit)))
                if (world.Chance(0.8))
                    await Try("scheduling", i => i.Get<DocumentStore<ScheduledSeries, SeriesFact>>()
                        .Handle(series.Id, Cause.Own(therapist), new RecordOutcome(Happened(visit.Visit), null), OutcomeDecider.Decide));
        }
    }

    /// <summary>A therapist's hours move to another location and back.</summary>
    Task Move() => world.Chance(0.5) ? Task.CompletedTask : Try("scheduling", i => planted.Move(i, "ana", Town.Certified("ana", town.AnaAt(world.Any(["north", "south"]))), new("person", "operator", "operator", Town.Chain)));

    VisitOutcome Happened(int visit) => world.Chance(0.85)
        ? new() { Visit = visit, Status = VisitStatus.Completed, Minutes = 50, Techniques = ["muscle-testing"], PainBefore = 6, PainAfter = 3 }
        : new() { Visit = visit, Status = VisitStatus.Missed };

    /// <returns>False when the service was away, or died over it.</returns>
    async Task<bool> Try(string service, Func<Instance, Task> act)
    {
        try
        {
            if (network[service].Running is not { } instance) return false;
            await act(instance);
            return instance.Alive;
        }
        // Somebody else's change of the same rules was faster: who wanted this one hears so.
        catch (Exception e) when (e is Crash or RefusalException || Service.Expected(e))
        {
            return false;
        }
    }
}

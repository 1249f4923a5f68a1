using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Booking;
using MongoDB.Bson;
using ScheduledSeries = ClinicNetwork.Scheduling.Booking.Series;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What must hold once nothing is on its way any more. Each violation is a sentence.</summary>
static class Judge
{
    /// <summary>People and payers may take for ever; nobody else may.</summary>
    static readonly Reason[] MayWait = [Reason.NoSlots, Reason.AuthorizationPending, Reason.Review, Reason.Reopened, Reason.InformationRequested, Reason.EstimateAcceptance, Reason.CancellationRequested, Reason.OutcomeMissing];

    public static IReadOnlyList<string> Violations(Network network)
    {
        var referrals = network["referral"].Storage.All<Referral, ReferralFact>(Referral.Collection);
        var series = network["scheduling"].Storage.All<ScheduledSeries, SeriesFact>("series");
        var cases = network["insurance"].Storage.All<CoverageCase, CoverageCaseFact>("coverage-cases");
        var benefits = network["insurance"].Storage.All<Benefit, BenefitFact>("benefits");
        return
        [
            .. Ends(referrals), .. HeldByNobody(referrals, series), .. TwoLive(series), .. Overlaps(series), .. Claims(network, series), .. Units(referrals, series, cases, benefits),
            .. Reports(referrals), .. Projected(network, referrals), .. OnTheWay(network), .. Notified(network),
            .. Explained(referrals), .. Explained(series), .. Explained(cases), .. Explained(benefits),
            .. Explained(network["referral"].Storage.All<Subscription, SubscriptionFact>(Subscription.Collection)), .. Explained(network["referral"].Storage.All<Delivery, DeliveryFact>(Delivery.Collection)),
        ];
    }

    /// <summary>What the history was about, for who reads it.</summary>
    public static void Count(Network network)
    {
        foreach (var referral in network["referral"].Storage.All<Referral, ReferralFact>(Referral.Collection))
        {
            network.World.Count($"referral {referral.State.Stage.GetType().Name} {referral.State.BusinessStatus}");
            foreach (var fact in referral.History) network.World.Count($"fact {fact.Fact.GetType().Name}");
        }
        foreach (var series in network["scheduling"].Storage.All<ScheduledSeries, SeriesFact>("series")) network.World.Count($"series {series.State.Stage.GetType().Name}");
        foreach (var delivery in network["referral"].Storage.All<Delivery, DeliveryFact>(Delivery.Collection)) network.World.Count($"delivery {delivery.State.Status}{(delivery.State.Tries > 0 ? " after failures" : "")}");
        foreach (var service in network.Services)
            network.World.Count($"waiting room of {service.Name} x{Failed(service).Count}");
    }

    static IEnumerable<string> Ends(IEnumerable<Document<Referral, ReferralFact>> referrals)
    {
        foreach (var referral in referrals)
        {
            var reason = referral.State.Hold?.Reason ?? referral.State.Attention;
            if (referral.State.Stage is Ended) continue;
            if (referral.Due is null) yield return $"{Name(referral)} waits without a due time";
            if (referral.State.Stage is Treating && referral.Due is not null) continue;
            if (reason is not { } named || !MayWait.Contains(named)) yield return $"{Name(referral)} has not ended and waits for no person, payer or room ({reason})";
        }
    }

    /// <summary>Nothing is held by what has ended.</summary>
    static IEnumerable<string> HeldByNobody(IEnumerable<Document<Referral, ReferralFact>> referrals, IEnumerable<Document<ScheduledSeries, SeriesFact>> series)
    {
        var byId = referrals.ToDictionary(r => r.Id);
        foreach (var live in series.Where(s => s.State.Stage is not (Released or Completed)))
            if (!byId.TryGetValue(live.State.ReferralId, out var its)) yield return $"series {live.Id} belongs to no referral";
            else if (its.State.Stage is Ended) yield return $"series {live.Id} is {live.State.Stage.GetType().Name}, but {Name(its)}";
    }

    static IEnumerable<string> TwoLive(IEnumerable<Document<ScheduledSeries, SeriesFact>> series) =>
        series.Where(s => s.State.Stage is Held or Booked).GroupBy(s => s.State.ReferralId).Where(g => g.Count() > 1).Select(g => $"referral {g.Key[..6]} has two live series");

    /// <summary>No room, therapist or patient twice at a time.</summary>
    static IEnumerable<string> Overlaps(IEnumerable<Document<ScheduledSeries, SeriesFact>> series)
    {
        var visits = series.Where(s => s.State.Stage is Placed).SelectMany(s => s.State.Plan!.Visits, (s, v) => (s.Id, s.State.Plan!.LocationId, s.State.Plan.TherapistId, s.State.PatientKey, Visit: v)).ToList();
        foreach (var (a, i) in visits.Select((v, i) => (v, i)))
            foreach (var b in visits.Skip(i + 1))
                if (a.Visit.Start < b.Visit.End && b.Visit.Start < a.Visit.End
                    && (a.TherapistId == b.TherapistId || (a.LocationId == b.LocationId && a.Visit.Room == b.Visit.Room) || (a.PatientKey == b.PatientKey && a.PatientKey is not "")))
                    yield return $"{a.Id} and {b.Id} both take place at {a.Visit.Start:MM-dd HH:mm}, with {a.TherapistId} and {b.TherapistId}, in {a.LocationId} and {b.LocationId}";
    }

    /// <summary>Every visit of a live series has its claim, and no claim that counts belongs to anything else.</summary>
    static IEnumerable<string> Claims(Network network, IReadOnlyList<Document<ScheduledSeries, SeriesFact>> series)
    {
        var claims = network["scheduling"].Storage.Days.SelectMany(d => d.Claims).ToList();
        foreach (var live in series.Where(s => s.State.Stage is Held or Booked))
            foreach (var visit in live.State.Plan!.Visits.Where(v => claims.All(c => (c.Series, c.Round, c.Visit) != (live.Id, live.State.Round, v.Visit))))
                yield return $"visit {visit.Visit} of {live.Id} has no claim";
        foreach (var left in claims.GroupBy(c => c.Series).Where(g => series.FirstOrDefault(s => s.Id == g.Key)?.State.Stage is null or Released))
            yield return $"{left.Count()} claims of {left.Key} are left, which is over";
    }

    /// <summary>units = used + reserved + left, none reserved by what has ended, and benefits count what cases say.</summary>
    static IEnumerable<string> Units(
        IReadOnlyList<Document<Referral, ReferralFact>> referrals, IReadOnlyList<Document<ScheduledSeries, SeriesFact>> series,
        IReadOnlyList<Document<CoverageCase, CoverageCaseFact>> cases, IReadOnlyList<Document<Benefit, BenefitFact>> benefits)
    {
        foreach (var (id, state) in cases.Select(c => (c.Id, c.State)))
        {
            // A correction to fewer visits than took place, told of while some of these were still on their way, takes none of them back.
            if (state.Covered > 0 && state.Used + state.Reserved > state.Covered && (state.Correction == 0 || state.Reserved > 0)) yield return $"{id[..6]} uses {state.Used} and reserves {state.Reserved} of {state.Covered} units";
            var referral = referrals.FirstOrDefault(r => r.Id == id);
            if (referral is null) yield return $"case {id[..6]} belongs to no referral";
            else if (referral.State.Stage is Ended && state.Reserved > 0) yield return $"{state.Reserved} units are reserved, but {Name(referral)}";
            if (state.SettleBy is not null) yield return $"case {id[..6]} is not settled";
            foreach (var attempt in state.Attempts.Where(a => a.Count(UnitState.Reserved) > 0))
                if (series.FirstOrDefault(s => s.State.ReferralId == id && s.State.Attempt == attempt.Number)?.State.Stage is not (Held or Booked))
                    yield return $"units of {id[..6]}-{attempt.Number} are reserved for no live series";
            if (referral?.State.Stage is Ended && state.Covered > 0)
            {
                var took = referral.State.Visits.Count(v => v.Outcome == Referrals.VisitOutcome.Completed);
                var counted = state.Attempts.SelectMany(a => a.Visits).Count(v => v.State is UnitState.Used or UnitState.Uncounted);
                if (counted != took && !referral.State.SelfPay) yield return $"{took} visits of {id[..6]} took place, {counted} are accounted for";
            }
        }
        var wanted = cases.SelectMany(c => c.State.Units()).Where(u => u.State is UnitState.Used or UnitState.Reserved).Select(u => (u.Key, u.Referral, u.Attempt, u.Visit)).Order().ToList();
        var held = benefits.SelectMany(b => b.State.Units).Where(u => u.State is UnitState.Used or UnitState.Reserved).Select(u => (u.Key, u.Referral, u.Attempt, u.Visit)).Order().ToList();
        if (!wanted.SequenceEqual(held)) yield return $"benefits count {held.Count} units, cases {wanted.Count}: {string.Join("; ", wanted.Except(held).Concat(held.Except(wanted)).Take(3))}";
    }

    static IEnumerable<string> Reports(IEnumerable<Document<Referral, ReferralFact>> referrals) =>
        referrals.Where(r => r.State.BusinessStatus == BusinessStatus.Completed && r.Words(Words.Report) is null).Select(r => $"{Name(r)} without a report")
        .Concat(referrals.Where(r => r.State.Awaited is not null).Select(r => $"{Name(r)} and its interim report is not written"))
        .Concat(referrals.Where(r => r.State.InterimReports.Any(report => r.Words(Words.InterimReport(report.Number)) is null)).Select(r => $"{Name(r)} and an interim report has no words"));

    static IEnumerable<string> Projected(Network network, IEnumerable<Document<Referral, ReferralFact>> referrals)
    {
        foreach (var referral in referrals)
            if (network.Projection.GetValueOrDefault(referral.Id) is var seen && (seen?.Status, seen?.BusinessStatus) != (referral.State.TaskStatus, referral.State.BusinessStatus.Code()))
                yield return $"{Name(referral)}, but operators see {seen?.Status} {seen?.BusinessStatus}";
    }

    /// <summary>As <c>verify</c> grants it: who asks a payer for ever may be asking just now.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Nothing is on its way: no message, no event for longer than is usual, nothing in a waiting room.</summary>
    static IEnumerable<string> OnTheWay(Network network)
    {
        if (network.Broker.Waiting > 0) yield return $"{network.Broker.Waiting} messages wait at the broker";
        foreach (var service in network.Services)
        {
            foreach (var collection in service.Storage.Untold(network.World.Now - Grace)) yield return $"{service.Name}/{collection} holds untold events";
            foreach (var message in Failed(service).Select(d => d.State).Where(m => m.Status == FailedMessageStatus.Waiting))
                yield return $"{message.Type} waits in the waiting room of {service.Name}: {message.Kind}";
        }
    }

    /// <summary>Every event has its number and its delivery, each was taken or told why not, and of each referral they came in order, a repetition as the first.</summary>
    static IEnumerable<string> Notified(Network network)
    {
        var deliveries = network["referral"].Storage.All<Delivery, DeliveryFact>(Delivery.Collection).ToLookup(d => d.State.SubscriptionId);
        foreach (var (id, subscription) in network["referral"].Storage.All<Subscription, SubscriptionFact>(Subscription.Collection).Select(d => (d.Id, d.State)))
        {
            var (mine, received) = (deliveries[id].Select(d => d.State).ToList(), network.Endpoints.At(id).Where(r => r.Number > 0).ToList());
            if (!mine.Select(d => d.Event!.Number).SequenceEqual(Enumerable.Range(1, (int)subscription.Events).Select(n => (long)n))) yield return $"{id} has counted {subscription.Events} events and stored {mine.Count}";
            foreach (var waiting in mine.Where(d => d.Status is DeliveryStatus.Waiting)) yield return $"event {waiting.Event!.Number} of {id} still waits";
            foreach (var lost in mine.Where(d => d.Status is DeliveryStatus.Delivered && received.All(r => r.Number != d.Event!.Number))) yield return $"event {lost.Event!.Number} of {id} never arrived";
            foreach (var changed in received.GroupBy(r => r.Number).Where(r => r.Select(one => one.Body).Distinct().Count() > 1)) yield return $"event {changed.Key} of {id} came in two shapes";
            foreach (var lane in received.DistinctBy(r => r.Number).GroupBy(r => mine.Find(d => d.Event!.Number == r.Number)?.Event!.ReferralId ?? "nobody"))
                if (!lane.Select(r => r.Number).SequenceEqual(lane.Select(r => r.Number).Order())) yield return $"events of {lane.Key[..6]} came to {id} out of order: {string.Join(' ', lane.Select(r => r.Number))}";
        }
    }

    static IReadOnlyList<Document<FailedMessage, FailedMessageFact>> Failed(Service service) => service.Storage.All<FailedMessage, FailedMessageFact>(FailedMessage.Collection);

    /// <summary>The facts, played again, make the state.</summary>
    static IEnumerable<string> Explained<TState, TFact>(IEnumerable<Document<TState, TFact>> documents) where TState : IAggregate<TState, TFact> =>
        documents.Where(d => d.History.Aggregate(TState.Initial, (state, recorded) => state.Evolve(recorded.Fact)).ToJson() != d.State.ToJson())
            .Select(d => $"the history of {typeof(TState).Name} {d.Id} does not explain its state");

    static string Name(Document<Referral, ReferralFact> referral) =>
        $"referral {referral.Id[..6]} is {referral.State.Stage.GetType().Name} {referral.State.BusinessStatus} since {referral.State.Since:MM-dd HH:mm}";
}

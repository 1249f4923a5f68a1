namespace ClinicNetwork.Verify;

/// <summary>What must hold in the stored documents whenever nothing is on its way. Each check yields one sentence a violation, with ids only.</summary>
static class Invariants
{
    /// <summary>How long an event may wait in an outbox.</summary>
    static readonly TimeSpan Undelivered = TimeSpan.FromMinutes(1);

    /// <summary>Every violated invariant.</summary>
    public static IReadOnlyList<string> Violations(Stored stored, DateTimeOffset now) =>
    [
        .. Overlaps(stored), .. Unclaimed(stored), .. OpenWithoutDue(stored), .. TwoLiveSeries(stored), .. BookedApart(stored),
        .. UnitsOfNoSeries(stored), .. BookedWithoutUnits(stored), .. UnitsApart(stored), .. DoubleUnits(stored), .. UndeliveredEvents(stored, now),
    ];

    /// <summary>No therapist, no room and no patient is claimed twice at a time by series that are live.</summary>
    static IEnumerable<string> Overlaps(Stored stored)
    {
        var series = stored.Series.ToDictionary(s => s.Id);
        bool Counts(string id, int round) => series.TryGetValue(id, out var s) && s.Round > 0 && s.Round == round;
        var claims = stored.Claims.Where(c => Counts(c.Series, c.Round)).ToList();
        var patients = stored.PatientClaims.Where(c => Counts(c.Series, c.Round)).ToList();
        return
        [
            .. Overlapping("therapist", claims, c => c.Therapist, c => (c.From, c.To), c => $"{c.Series} visit {c.Visit}"),
            .. Overlapping("room", claims, c => $"{c.Location} {c.Room}", c => (c.From, c.To), c => $"{c.Series} visit {c.Visit}"),
            .. Overlapping("patient", patients, c => c.Patient, c => (c.From, c.To), c => c.Series),
            .. Overlapping("planned therapist", PlannedVisits(stored), v => v.Visit.Therapist, v => (v.Visit.From, v.Visit.To), v => v.ToString()),
            .. Overlapping("planned room", PlannedVisits(stored), v => $"{v.Visit.Location} {v.Visit.Room}", v => (v.Visit.From, v.Visit.To), v => v.ToString()),
            .. Overlapping("planned patient", PlannedVisits(stored).Where(v => v.Series.Patient.Length > 0), v => $"{v.Series.Chain}|{v.Series.Patient}", v => (v.Visit.From, v.Visit.To), v => v.ToString()),
        ];
    }

    static IEnumerable<string> Overlapping<T>(string what, IEnumerable<T> all, Func<T, string> who, Func<T, (DateTime From, DateTime To)> when, Func<T, string> name)
        where T : class
    {
        foreach (var group in all.GroupBy(who))
        {
            T? open = default;
            foreach (var next in group.OrderBy(c => when(c).From))
            {
                if (open is not null && when(next).From < when(open).To)
                    yield return $"{what} {group.Key} is claimed twice from {when(next).From:yyyy-MM-dd HH:mm} UTC: by {name(open)} and {name(next)}";
                if (open is null || when(next).To > when(open).To) open = next;
            }
        }
    }

    static IEnumerable<Planned> PlannedVisits(Stored stored) => stored.Series.Where(s => s.Live).SelectMany(s => s.Visits, (s, v) => new Planned(s, v));

    sealed record Planned(StoredSeries Series, StoredVisit Visit)
    {
        public override string ToString() => $"{Series.Id} visit {Visit.Visit}";
    }

    /// <summary>Every visit of a live series has its claim, so that nobody else can take its place.</summary>
    static IEnumerable<string> Unclaimed(Stored stored)
    {
        var claimed = stored.Claims.Select(c => (c.Series, c.Round, c.Visit, c.Therapist, c.Room, c.From)).ToHashSet();
        return PlannedVisits(stored).Where(p => !claimed.Contains((p.Series.Id, p.Series.Round, p.Visit.Visit, p.Visit.Therapist, p.Visit.Room, p.Visit.From)))
            .Select(p => $"series {p.Series.Id} is {p.Series.Stage}, but its visit {p.Visit.Visit} has no claim in its day");
    }

    static IEnumerable<string> OpenWithoutDue(Stored stored) =>
        stored.Referrals.Where(r => r is { Open: true, HasDue: false }).Select(r => $"referral {r.Id} is open ({r.Status}, {r.Stage}) without a due time: nothing would ever move it again");

    static IEnumerable<string> TwoLiveSeries(Stored stored) =>
        stored.Series.Where(s => s.Live).GroupBy(s => s.Referral).Where(g => g.Count() > 1)
            .Select(g => $"referral {g.Key} has {g.Count()} live series: {string.Join(", ", g.Select(s => s.Id))}");

    /// <summary>A referral counts as booked exactly when its series is.</summary>
    static IEnumerable<string> BookedApart(Stored stored)
    {
        var series = stored.Series.ToDictionary(s => s.Id);
        foreach (var referral in stored.Referrals.Where(r => r.Booked))
            if (!series.TryGetValue(referral.Series, out var its) || its.Stage is not ("Booked" or "Completed"))
                yield return $"referral {referral.Id} is booked, but its series {referral.Series} is {its?.Stage ?? "not there"}";
        var referrals = stored.Referrals.ToDictionary(r => r.Id);
        foreach (var booked in stored.Series.Where(s => s.Stage == "Booked"))
            if (!referrals.TryGetValue(booked.Referral, out var its) || !its.Booked || its.Attempt != booked.Attempt)
                yield return $"series {booked.Id} is booked, but its referral is {(its is null ? "not there" : $"{its.Status}, {its.Stage}, attempt {its.Attempt}")}";
    }

    /// <summary>A reserved unit belongs to a series that still is to take place.</summary>
    static IEnumerable<string> UnitsOfNoSeries(Stored stored)
    {
        var series = stored.Series.ToDictionary(s => s.Id);
        return stored.Reservations.Where(u => u.State == "Reserved").GroupBy(u => u.Series)
            .Where(g => !series.TryGetValue(g.Key, out var its) || !its.Live)
            .Select(g => $"{g.Count()} units are reserved for series {g.Key}, which is {(series.TryGetValue(g.Key, out var its) ? its.Stage : "not there")}");
    }

    static IEnumerable<string> BookedWithoutUnits(Stored stored)
    {
        var units = stored.Reservations.GroupBy(u => u.Series).ToDictionary(g => g.Key, g => g.Select(u => u.Visit).ToHashSet());
        var series = stored.Series.ToDictionary(s => s.Id);
        foreach (var referral in stored.Referrals.Where(r => r is { Booked: true, SelfPay: false }))
            if (series.TryGetValue(referral.Series, out var its) && its.Visits.Count(v => !units.GetValueOrDefault(referral.Series, []).Contains(v.Visit)) is > 0 and var missing)
                yield return $"referral {referral.Id} is booked, but {missing} visits of its series have no unit";
    }

    /// <summary>An authorisation and the benefit that counts its units say the same.</summary>
    static IEnumerable<string> UnitsApart(Stored stored)
    {
        var wanted = stored.Reservations.Where(u => u.Taken && u.Key.Length > 0).ToHashSet();
        var counted = stored.Counted.Where(u => u.Taken).ToHashSet();
        foreach (var unit in counted.Except(wanted))
            yield return $"benefit {unit.Key} counts visit {unit.Visit} of series {unit.Series} as {unit.State}, which its authorisation does not know (orphan reservation)";
        foreach (var unit in wanted.Except(counted))
            yield return $"visit {unit.Visit} of series {unit.Series} is {unit.State}, but benefit {unit.Key} does not count it";
    }

    static IEnumerable<string> DoubleUnits(Stored stored)
    {
        foreach (var twice in stored.Counted.Where(u => u.Taken).GroupBy(u => (u.Series, u.Visit)).Where(g => g.Count() > 1))
            yield return $"visit {twice.Key.Visit} of series {twice.Key.Series} is counted {twice.Count()} times by benefits";
        foreach (var twice in stored.Reservations.Where(u => u.State == "Reserved").GroupBy(u => (u.Referral, u.Visit)).Where(g => g.Count() > 1))
            yield return $"visit {twice.Key.Visit} of referral {twice.Key.Referral} has {twice.Count()} reserved units, one an attempt";
    }

    static IEnumerable<string> UndeliveredEvents(Stored stored, DateTimeOffset now)
    {
        foreach (var outbox in stored.Outboxes)
            if (outbox.Since is not { } since)
                yield return $"{outbox.Place} holds undelivered events that no sweep would find (no outboxSince)";
            else if (now.UtcDateTime - since > Undelivered)
                yield return $"{outbox.Place} holds events undelivered since {since:yyyy-MM-dd HH:mm:ss} UTC";
    }
}

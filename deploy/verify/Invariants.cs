namespace ClinicNetwork.Verify;

/// <summary>What must hold in the stored documents whenever nothing is on its way. Each check yields one sentence a violation, with ids only.</summary>
static class Invariants
{
    /// <summary>How long an event may wait in an outbox.</summary>
    static readonly TimeSpan Undelivered = TimeSpan.FromMinutes(1);

    /// <summary>Every invariant there is. A new one is a line here and a method, in this file or one of its own.</summary>
    static readonly Check[] Checks =
    [
        new("nobody is claimed twice at a time", Places.Overlaps),
        new("every live visit has its claim", Places.Unclaimed),
        new("every open referral has a due time", OpenWithoutDue),
        new("a referral has one live series", TwoLiveSeries),
        new("a referral is booked when its series is", BookedApart),
        new("reserved units belong to a live series", UnitsOfNoSeries),
        new("a booked visit has its unit", BookedWithoutUnits),
        new("authorisations and benefits count alike", UnitsApart),
        new("no visit is counted twice", DoubleUnits),
        new("a series that took place is reported", Unreported),
        new("what has ended holds nothing", HeldByEnded),
        new("operators see where a referral stands", Behind),
        new("no message waits", Failed),
        new("events leave their outbox", UndeliveredEvents),
    ];

    /// <summary>Every violated invariant, what is still moving included.</summary>
    public static IReadOnlyList<Violation> Violations(Stored stored) => [.. Checks.SelectMany(check => check.Look(stored))];

    /// <summary>A series is named after its referral and the attempt.</summary>
    public static string Referral(string series) => series.LastIndexOf('-') is > 0 and var end ? series[..end] : series;

    static IEnumerable<Violation> OpenWithoutDue(Stored stored) =>
        stored.Referrals.Where(r => r is { Open: true, HasDue: false }).Select(r => new Violation($"referral {r.Id} is open ({r.Status}, {r.Stage}) without a due time: nothing would ever move it again", r.Id));

    static IEnumerable<Violation> TwoLiveSeries(Stored stored) =>
        stored.Series.Where(s => s.Live).GroupBy(s => s.Referral).Where(g => g.Count() > 1)
            .Select(g => new Violation($"referral {g.Key} has {g.Count()} live series: {string.Join(", ", g.Select(s => s.Id))}", g.Key));

    /// <summary>A referral counts as booked exactly when its series is.</summary>
    static IEnumerable<Violation> BookedApart(Stored stored)
    {
        var series = stored.Series.ToDictionary(s => s.Id);
        foreach (var referral in stored.Referrals.Where(r => r.Booked))
            if (!series.TryGetValue(referral.Series, out var its) || its.Stage is not ("Booked" or "Completed"))
                yield return new($"referral {referral.Id} is booked, but its series {referral.Series} is {its?.Stage ?? "not there"}", referral.Id);
        var referrals = stored.Referrals.ToDictionary(r => r.Id);
        foreach (var booked in stored.Series.Where(s => s.Stage == "Booked"))
            if (!referrals.TryGetValue(booked.Referral, out var its) || (!its.Closing && (!its.Booked || its.Attempt != booked.Attempt)))
                yield return new($"series {booked.Id} is booked, but its referral is {(its is null ? "not there" : $"{its.Status}, {its.Stage}, attempt {its.Attempt}")}", booked.Referral);
    }

    /// <summary>A reserved unit belongs to a series that still is to take place.</summary>
    static IEnumerable<Violation> UnitsOfNoSeries(Stored stored)
    {
        var series = stored.Series.ToDictionary(s => s.Id);
        var closing = stored.Referrals.Where(r => r.Closing).Select(r => r.Id).ToHashSet();
        return stored.Reservations.Where(u => u.State == "Reserved" && !closing.Contains(u.Referral)).GroupBy(u => u.Series)
            .Where(g => !series.TryGetValue(g.Key, out var its) || !its.Live)
            .Select(g => new Violation($"{g.Count()} units are reserved for series {g.Key}, which is {(series.TryGetValue(g.Key, out var its) ? its.Stage : "not there")}", Referral(g.Key)));
    }

    static IEnumerable<Violation> BookedWithoutUnits(Stored stored)
    {
        var units = stored.Reservations.GroupBy(u => u.Series).ToDictionary(g => g.Key, g => g.Select(u => u.Visit).ToHashSet());
        var series = stored.Series.ToDictionary(s => s.Id);
        foreach (var referral in stored.Referrals.Where(r => r is { Booked: true, SelfPay: false }))
            if (series.TryGetValue(referral.Series, out var its) && its.Visits.Count(v => !units.GetValueOrDefault(referral.Series, []).Contains(v.Visit)) is > 0 and var missing)
                yield return new($"referral {referral.Id} is booked, but {missing} visits of its series have no unit", referral.Id);
    }

    /// <summary>An authorisation and the benefit that counts its units say the same.</summary>
    static IEnumerable<Violation> UnitsApart(Stored stored)
    {
        var wanted = stored.Reservations.Where(u => u.Taken && u.Key.Length > 0).ToHashSet();
        var counted = stored.Counted.Where(u => u.Taken).ToHashSet();
        foreach (var unit in counted.Except(wanted))
            yield return new($"benefit {unit.Key} counts visit {unit.Visit} of series {unit.Series} as {unit.State}, which its authorisation does not know (orphan reservation)", unit.Referral);
        foreach (var unit in wanted.Except(counted))
            yield return new($"visit {unit.Visit} of series {unit.Series} is {unit.State}, but benefit {unit.Key} does not count it", unit.Referral);
    }

    static IEnumerable<Violation> DoubleUnits(Stored stored)
    {
        foreach (var twice in stored.Counted.Where(u => u.Taken).GroupBy(u => (u.Series, u.Visit)).Where(g => g.Count() > 1))
            yield return new($"visit {twice.Key.Visit} of series {twice.Key.Series} is counted {twice.Count()} times by benefits", Referral(twice.Key.Series));
        foreach (var twice in stored.Reservations.Where(u => u.State == "Reserved").GroupBy(u => (u.Referral, u.Visit)).Where(g => g.Count() > 1))
            yield return new($"visit {twice.Key.Visit} of referral {twice.Key.Referral} has {twice.Count()} reserved units, one an attempt", twice.Key.Referral);
    }

    /// <summary>After the last outcome comes the report.</summary>
    static IEnumerable<Violation> Unreported(Stored stored)
    {
        var treating = stored.Referrals.Where(r => r.Booked).ToDictionary(r => r.Series);
        return stored.Series.Where(s => s.Stage == "Completed" && treating.ContainsKey(s.Id))
            .Select(s => new Violation($"series {s.Id} is completed, and referral {s.Referral} still waits for its visits", s.Referral));
    }

    static IEnumerable<Violation> HeldByEnded(Stored stored)
    {
        var ended = stored.Referrals.Where(r => !r.Open).Select(r => r.Id).ToHashSet();
        foreach (var series in stored.Series.Where(s => s.Live && ended.Contains(s.Referral)))
            yield return new($"referral {series.Referral} has ended, but its series {series.Id} is {series.Stage}", series.Referral);
        foreach (var units in stored.Reservations.Where(u => u.State == "Reserved" && ended.Contains(u.Referral)).GroupBy(u => u.Referral))
            yield return new($"referral {units.Key} has ended, but {units.Count()} units are reserved for it", units.Key);
    }

    /// <summary>The projection knows each referral's newest status.</summary>
    static IEnumerable<Violation> Behind(Stored stored)
    {
        foreach (var referral in stored.Referrals)
            if (!stored.Seen.TryGetValue(referral.Id, out var seen))
                yield return new($"referral {referral.Id} is {referral.Status}, but operators do not see it (publish its snapshot again)", referral.Id);
            else if (seen < referral.Since)
                yield return new($"referral {referral.Id} is {referral.Status} since {referral.Since:yyyy-MM-dd HH:mm:ss} UTC, but operators see how it stood at {seen:yyyy-MM-dd HH:mm:ss} (publish its snapshot again)", referral.Id);
    }

    static IEnumerable<Violation> Failed(Stored stored) =>
        stored.Failed.Select(f => new Violation($"{f.Place} waits in the waiting room: {(f.Type.Length > 0 ? f.Type : "unreadable")}, {f.Kind}"));

    static IEnumerable<Violation> UndeliveredEvents(Stored stored)
    {
        foreach (var outbox in stored.Outboxes)
            if (outbox.Since is not { } since)
                yield return new($"{outbox.Place} holds undelivered events that no sweep would find (no outboxSince)");
            else if (outbox.Read - since > Undelivered)
                yield return new($"{outbox.Place} holds events undelivered since {since:yyyy-MM-dd HH:mm:ss} UTC");
    }
}

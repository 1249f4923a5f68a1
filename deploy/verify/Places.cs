namespace ClinicNetwork.Verify;

/// <summary>A place at a time is one visit's: in the days' claims, in the patients' and in the plans of live series.</summary>
static class Places
{
    /// <summary>No therapist, no room and no patient is claimed twice at a time by series that are live.</summary>
    public static IEnumerable<Violation> Overlaps(Stored stored)
    {
        var series = stored.Series.ToDictionary(s => s.Id);
        bool Counts(string id, int round) => series.TryGetValue(id, out var s) && s.Round > 0 && s.Round == round;
        var claims = stored.Claims.Where(c => Counts(c.Series, c.Round)).ToList();
        var patients = stored.PatientClaims.Where(c => Counts(c.Series, c.Round)).ToList();
        return
        [
            .. Overlapping("therapist", claims, c => c.Therapist, c => (c.From, c.To), c => $"{c.Series} visit {c.Visit}", c => c.Series),
            .. Overlapping("room", claims, c => $"{c.Location} {c.Room}", c => (c.From, c.To), c => $"{c.Series} visit {c.Visit}", c => c.Series),
            .. Overlapping("patient", patients, c => c.Patient, c => (c.From, c.To), c => c.Series, c => c.Series),
            .. Overlapping("planned therapist", PlannedVisits(stored), v => v.Visit.Therapist, v => (v.Visit.From, v.Visit.To), v => v.ToString(), v => v.Series.Id),
            .. Overlapping("planned room", PlannedVisits(stored), v => $"{v.Visit.Location} {v.Visit.Room}", v => (v.Visit.From, v.Visit.To), v => v.ToString(), v => v.Series.Id),
            .. Overlapping("planned patient", PlannedVisits(stored).Where(v => v.Series.Patient.Length > 0), v => $"{v.Series.Chain}|{v.Series.Patient}", v => (v.Visit.From, v.Visit.To), v => v.ToString(), v => v.Series.Id),
        ];
    }

    static IEnumerable<Violation> Overlapping<T>(string what, IEnumerable<T> all, Func<T, string> who, Func<T, (DateTime From, DateTime To)> when, Func<T, string> name, Func<T, string> series)
        where T : class
    {
        foreach (var group in all.GroupBy(who))
        {
            T? open = default;
            foreach (var next in group.OrderBy(c => when(c).From))
            {
                if (open is not null && when(next).From < when(open).To)
                    yield return new($"{what} {group.Key} is claimed twice from {when(next).From:yyyy-MM-dd HH:mm} UTC: by {name(open)} and {name(next)}", Invariants.Referral(series(open)), Invariants.Referral(series(next)));
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
    public static IEnumerable<Violation> Unclaimed(Stored stored)
    {
        var claimed = stored.Claims.Select(c => (c.Series, c.Round, c.Visit, c.Therapist, c.Room, c.From)).ToHashSet();
        return PlannedVisits(stored).Where(p => !claimed.Contains((p.Series.Id, p.Series.Round, p.Visit.Visit, p.Visit.Therapist, p.Visit.Room, p.Visit.From)))
            .Select(p => new Violation($"series {p.Series.Id} is {p.Series.Stage}, but its visit {p.Visit.Visit} has no claim in its day", p.Series.Referral));
    }
}

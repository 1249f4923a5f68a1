using System.Runtime.InteropServices;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Claims;

/// <summary>A claim in memory, in local minutes of its day.</summary>
/// <param name="Claim">As stored.</param>
/// <param name="From">Minute of the day, 0–1439.</param>
/// <param name="To">Minute of the day, exclusive.</param>
public sealed record DayClaim(Claim Claim, int From, int To)
{
    /// <summary>Known to belong to a booked series: its expiry no longer matters.</summary>
    public bool Settled { get; set; }
    /// <summary>False while its write is on its way: reading the day again must not lose it, or another search would choose its place.</summary>
    public bool Stored { get; set; }
}

/// <summary>A chain's claims in memory, by location and day. May be stale: whoever claims finds out by the write. Not for use by several threads at once.</summary>
public sealed class DayBook
{
    readonly Calendar calendar;
    readonly Dictionary<string, Day> days = [];
    readonly Dictionary<DateOnly, List<Day>> dates = [];

    /// <param name="before">The book under the calendar before, whose claims that are on their way must not be lost.</param>
    public DayBook(Calendar calendar, DayBook? before = null)
    {
        this.calendar = calendar;
        foreach (var day in before?.days.Values.ToList() ?? [])
            foreach (var claim in day.Claims.Where(c => !c.Stored)) Add(day.Location, day.Date, claim.Claim);
    }

    /// <summary>One location's day.</summary>
    public sealed class Day(string location, DateOnly date)
    {
        public string Id { get; } = DayDocument.IdOf(location, date);
        public string Location => location;
        public DateOnly Date => date;
        /// <summary>Version of the document read; 0: none known to exist.</summary>
        public long Version { get; set; }
        public List<DayClaim> Claims { get; } = [];
        /// <summary>The same claims, by therapist: what a search asks most often.</summary>
        public Dictionary<string, List<DayClaim>> ByTherapist { get; } = [];
        /// <summary>When the first claim that is not settled expires.</summary>
        public DateTimeOffset NextExpiry { get; set; } = DateTimeOffset.MaxValue;
    }

    public IReadOnlyCollection<Day> Days => days.Values;

    public long Version(string location, DateOnly date) => days.TryGetValue(DayDocument.IdOf(location, date), out var day) ? day.Version : 0;

    /// <summary>Puts a day in as read from the store.</summary>
    public void Load(DayDocument document)
    {
        var day = Open(document.Location, document.Date);
        var underWay = day.Claims.Where(c => !c.Stored && !document.Claims.Exists(c.Claim.IsSame)).ToList();
        day.Claims.Clear();
        day.ByTherapist.Clear();
        day.NextExpiry = DateTimeOffset.MaxValue;
        foreach (var claim in document.Claims) Add(day, claim, stored: true);
        foreach (var claim in underWay) Add(day, claim.Claim, stored: false);
        day.Version = document.Version;
    }

    /// <summary>Takes a place for a claim that is about to be written.</summary>
    public void Add(string location, DateOnly date, Claim claim) => Add(Open(location, date), claim, stored: false);

    /// <summary>
    /// The claim's write succeeded. When the day was read meanwhile, the claim came with it and its version counts already; when
    /// others wrote too, the version stays behind theirs and the next look reads the day again.
    /// </summary>
    public void Written(string location, DateOnly date, Claim claim)
    {
        var day = Open(location, date);
        if (day.Claims.Find(c => c.Claim.IsSame(claim)) is not { Stored: false } written) return;
        written.Stored = true;
        day.Version++;
    }

    /// <summary>
    /// Takes a series' claims out. Whether they have left the store too is not known here, so their days are read again at the next look:
    /// under the store's own version a claim that is still there would never be seen again.
    /// </summary>
    public void Remove(string series, int? round)
    {
        foreach (var day in days.Values)
        {
            if (day.Claims.RemoveAll(Gone) == 0) continue;
            foreach (var claims in day.ByTherapist.Values) claims.RemoveAll(Gone);
            if (day.Version > 0) day.Version--;
        }

        bool Gone(DayClaim c) => c.Claim.Series == series && (round is null || c.Claim.Round == round);
    }

    /// <summary>Forgets days before this one.</summary>
    public void DropBefore(DateOnly date)
    {
        foreach (var past in days.Values.Where(d => d.Date < date).ToList())
        {
            days.Remove(past.Id);
            dates.Remove(past.Date);
        }
    }

    /// <summary>True when the therapist has nothing then, at any location of the chain.</summary>
    public bool IsFree(string therapist, DateOnly date, int from, int to)
    {
        if (!dates.TryGetValue(date, out var atLocations)) return true;
        foreach (var day in atLocations)
            if (day.ByTherapist.TryGetValue(therapist, out var claims))
                foreach (var claim in CollectionsMarshal.AsSpan(claims))
                    if (claim.From < to && claim.To > from) return false;
        return true;
    }

    /// <summary>Minutes that are claimed at a location on a day, those of all rooms together.</summary>
    public int Taken(string location, DateOnly date) => days.TryGetValue(DayDocument.IdOf(location, date), out var day) ? day.Claims.Sum(c => c.To - c.From) : 0;

    /// <summary>The first room that is free then; null when none is.</summary>
    public string? FreeRoom(string location, IReadOnlyList<string> rooms, DateOnly date, int from, int to)
    {
        if (!dates.TryGetValue(date, out var atLocations)) return rooms[0];
        Span<bool> taken = stackalloc bool[rooms.Count];
        foreach (var day in atLocations)
        {
            if (day.Location != location) continue;
            foreach (var claim in CollectionsMarshal.AsSpan(day.Claims))
                if (claim.From < to && claim.To > from && IndexOf(rooms, claim.Claim.Room) is >= 0 and var room) taken[room] = true;
        }
        var free = taken.IndexOf(false);
        return free < 0 ? null : rooms[free];
    }

    static int IndexOf(IReadOnlyList<string> rooms, string room)
    {
        for (var i = 0; i < rooms.Count; i++)
            if (rooms[i] == room) return i;
        return -1;
    }

    Day Open(string location, DateOnly date)
    {
        if (days.TryGetValue(DayDocument.IdOf(location, date), out var known)) return known;
        var day = new Day(location, date);
        days.Add(day.Id, day);
        if (!dates.TryGetValue(date, out var atLocations)) dates.Add(date, atLocations = []);
        atLocations.Add(day);
        return day;
    }

    void Add(Day day, Claim claim, bool stored)
    {
        var (date, minute) = calendar.Local(claim.From);
        var from = minute + ((date.DayNumber - day.Date.DayNumber) * 24 * 60);
        var added = new DayClaim(claim, from, from + (int)(claim.To - claim.From).TotalMinutes) { Stored = stored };
        day.Claims.Add(added);
        (CollectionsMarshal.GetValueRefOrAddDefault(day.ByTherapist, claim.Therapist, out _) ??= []).Add(added);
        if (claim.Expires < day.NextExpiry) day.NextExpiry = claim.Expires;
    }
}

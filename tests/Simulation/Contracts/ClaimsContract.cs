using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What every store of claims does: held against the model and against the real engine, so that the model cannot lie.</summary>
public abstract class ClaimsContract
{
    const string Chain = "bay-state-therapy", North = "north", South = "south";
    static readonly DateOnly Monday = new(2026, 11, 2);
    static readonly SeriesId One = new("r1", 1), Two = new("r2", 1);

    private protected abstract Task<T> On<T>(Func<IClaims, Task<T>> act);

    static DateTimeOffset At(int hour, int minute = 0) => new(2026, 11, 2, hour, minute, 0, TimeSpan.Zero);

    static Claim Visit(SeriesId series, DateTimeOffset from, string therapist = "ana", string room = "1", int round = 1, int visit = 1) => new()
    { Series = series.ToString(), Round = round, Visit = visit, Therapist = therapist, Room = room, From = from, To = from.AddHours(1), Expires = At(12) };

    Task<bool> Claim(Claim claim, string location = North, DateOnly? date = null, bool known = false) =>
        On(c => c.TryClaim(Chain, location, date ?? Monday, claim, known, default));

    Task<IReadOnlyList<DayDocument>> Days(DateOnly? from = null, string chain = Chain) => On(c => c.Days(chain, from ?? Monday, default));

    Task Withdraw(SeriesId series, int? round = null) => On(async c =>
    {
        await c.Withdraw(series, round, default);
        return true;
    });

    [Fact]
    public async Task A_therapist_or_a_room_that_is_taken_then_is_not_claimed_again()
    {
        Assert.True(await Claim(Visit(One, At(9))));
        Assert.False(await Claim(Visit(Two, At(9), room: "2")));
        Assert.False(await Claim(Visit(Two, At(9, 59), room: "2")));
        Assert.False(await Claim(Visit(Two, At(8, 1), therapist: "ben")));
        Assert.True(await Claim(Visit(Two, At(9), therapist: "ben", room: "2")));
        Assert.Equal(2, Assert.Single(await Days()).Claims.Count);
    }

    [Fact]
    public async Task One_visit_may_begin_when_another_ends()
    {
        Assert.True(await Claim(Visit(One, At(9))));
        Assert.True(await Claim(Visit(Two, At(10))));
        Assert.True(await Claim(Visit(Two, At(8), visit: 2)));
    }

    [Fact]
    public async Task A_day_that_is_said_to_be_known_and_is_not_takes_no_claim()
    {
        Assert.False(await Claim(Visit(One, At(9)), known: true));
        Assert.Empty(await Days());
        Assert.True(await Claim(Visit(One, At(9))));
        Assert.True(await Claim(Visit(Two, At(10)), known: true));
    }

    [Fact]
    public async Task Each_write_is_a_version_of_its_day_and_a_refused_one_is_none()
    {
        await Claim(Visit(One, At(9)));
        await Claim(Visit(Two, At(9)));
        await Claim(Visit(Two, At(10)));
        Assert.Equal(2, Assert.Single(await On(c => c.Versions(Chain, Monday, default))).Version);
        await Withdraw(Two);
        Assert.Equal(3, Assert.Single(await On(c => c.Versions(Chain, Monday, default))).Version);
    }

    [Fact]
    public async Task A_withdrawal_takes_out_a_series_or_one_round_of_it_and_once_more_does_no_harm()
    {
        await Claim(Visit(One, At(9), round: 1));
        await Claim(Visit(One, At(10), round: 2));
        await Claim(Visit(Two, At(11)));
        await Withdraw(One, round: 1);
        await Withdraw(One, round: 1);
        Assert.Equal([("r1-1", 2), ("r2-1", 1)], Assert.Single(await Days()).Claims.Select(c => (c.Series, c.Round)));
        await Withdraw(One);
        Assert.Equal("r2-1", Assert.Single(Assert.Single(await Days()).Claims).Series);
        Assert.True(await Claim(Visit(One, At(9), round: 3)));
    }

    [Fact]
    public async Task Days_are_read_by_chain_from_a_date_on_or_by_their_ids()
    {
        await Claim(Visit(One, At(9)));
        await Claim(Visit(One, At(9), visit: 2), South);
        await Claim(Visit(One, At(9).AddDays(1), visit: 3), North, Monday.AddDays(1));
        string[] later = ["north|2026-11-03"], all = ["north|2026-11-02", "north|2026-11-03", "south|2026-11-02"];
        Assert.Equal(all, (await Days()).Select(d => d.Id).Order(StringComparer.Ordinal));
        Assert.Equal(later, (await Days(Monday.AddDays(1))).Select(d => d.Id));
        Assert.Empty(await Days(chain: "another"));
        Assert.Equal(later, (await On(c => c.Days([.. later, "nowhere|2026-11-02"], default))).Select(d => d.Id));
    }

    [Fact]
    public async Task A_patients_time_is_changed_only_by_who_has_read_it_last_and_forgets_what_lies_back()
    {
        static PatientClaim Time(SeriesId series, int hour) => new() { Series = series.ToString(), Round = 1, From = At(hour), To = At(hour + 1), Expires = At(12) };
        Task<bool> Take(PatientDocument? read, PatientClaim claim, int forgetBefore = 0) => On(c => c.TryClaim("p", Chain, read, [claim], At(forgetBefore), default));
        Task<PatientDocument?> Read() => On(c => c.Patient("p", default));

        Assert.Null(await Read());
        Assert.True(await Take(null, Time(One, 9)));
        Assert.False(await Take(null, Time(Two, 9)));
        var first = await Read();
        Assert.True(await Take(first, Time(Two, 10)));
        Assert.False(await Take(first, Time(Two, 14)));
        Assert.True(await Take(await Read(), Time(Two, 16), forgetBefore: 11));
        Assert.Equal([At(10), At(16)], (await Read())!.Claims.Select(c => c.From));
        await Withdraw(Two);
        var (version, claims) = (await Read() is { } last) ? (last.Version, last.Claims.Count) : default;
        Assert.Equal((4L, 0), (version, claims));
    }
}

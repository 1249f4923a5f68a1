using ClinicNetwork.Scheduling.Claims;

namespace ClinicNetwork.Tests.Scheduling.Rules;

public sealed class DayBookTests
{
    static readonly DateOnly Day = new(2026, 12, 1);

    [Fact]
    public void A_day_whose_claim_was_only_taken_out_of_memory_is_read_again()
    {
        var book = new DayBook(Seed.BayState.Calendar);
        var stored = new DayDocument { Id = DayDocument.IdOf("l", Day), Chain = "c", Location = "l", Date = Day, Version = 3, Claims = [Claim("r1-1")] };
        book.Load(stored);

        book.Remove("r1-1", null);

        Assert.True(book.IsFree("t", Day, 600, 660));
        Assert.NotEqual(stored.Version, book.Version("l", Day));
        book.Load(stored);
        Assert.False(book.IsFree("t", Day, 600, 660));
        Assert.Equal(stored.Version, book.Version("l", Day));
    }

    [Fact]
    public void Under_another_calendar_a_claim_on_its_way_is_kept_and_lies_at_its_new_local_time()
    {
        var book = new DayBook(Seed.BayState.Calendar);
        book.Add("l", Day, Claim("r1-1"));

        var west = new DayBook(new("America/Los_Angeles"), book);

        Assert.False(west.IsFree("t", Day, 420, 480));
        Assert.True(west.IsFree("t", Day, 600, 660));
    }

    static Claim Claim(string series) => new()
    {
        Series = series,
        Round = 1,
        Visit = 1,
        Therapist = "t",
        Room = "r",
        From = Seed.BayState.Calendar.At(Day, 600),
        To = Seed.BayState.Calendar.At(Day, 660),
        Expires = Seed.BayState.Calendar.At(Day, 0),
    };
}

using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What every store of documents does: held against the model and against the real engine, so that the model cannot lie.</summary>
public abstract class DocumentsContract
{
    static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly string[] Two = ["d1", "d2"];

    private protected abstract Task<T> On<T>(Func<IDocuments<Counter, CounterFact>, Task<T>> act);

    private protected Task<bool> Insert(string id, DateTimeOffset? due = null, params OutboxEntry[] outbox) => On(documents => documents.TryInsert(new()
    {
        Id = id, Chain = "bay-state-therapy", Version = 1, At = Now, State = new Counter { Count = 1, Due = due }, Due = due,
        History = [new(new Counted(1), Now, Actor.Service("test"), 1, null)], Personal = new() { ["name"] = "Sam", ["note"] = "first" },
        Outbox = [.. outbox], OutboxSince = outbox.Length > 0 ? Now : null, OutboxDue = outbox.Length > 0 ? Now : null, Seen = [Guid.NewGuid()],
    }, default));

    Task<bool> Update(string id, long version, Change<Counter, CounterFact> change) => On(d => d.TryUpdate(id, version, change, default));

    static Change<Counter, CounterFact> To(int count, DateTimeOffset? due = null, IReadOnlyList<OutboxEntry>? outbox = null, Dictionary<string, string>? words = null, Guid? seen = null) => new(
        new Counter { Count = count, Due = due }, "bay-state-therapy", count, Now, due, [new(new Counted(count), Now, Actor.Timer, count, null)],
        words ?? [], outbox ?? [], outbox is { Count: > 0 } ? Now : null, [seen ?? Guid.NewGuid()]);

    Task<Document<Counter, CounterFact>?> Find(string id, Part part = Part.State) => On(d => d.Find(id, part, default));

    [Fact]
    public async Task A_document_is_made_once()
    {
        Assert.True(await Insert("d1"));
        Assert.False(await Insert("d1"));
        Assert.Null(await Find("d2"));
    }

    [Fact]
    public async Task As_much_of_a_document_is_read_as_is_asked_for()
    {
        await Insert("d1");
        var (state, personal, history, whole) = (await Find("d1"), await Find("d1", Part.Personal), await Find("d1", Part.History), await Find("d1", Part.Whole));
        Assert.Equal((0, 0), (state!.History.Count, state.Personal.Count));
        Assert.Equal((0, 2), (personal!.History.Count, personal.Personal.Count));
        Assert.Equal((1, 0), (history!.History.Count, history.Personal.Count));
        Assert.Equal((1, 2), (whole!.History.Count, whole.Personal.Count));
        Assert.Equal((1, new Counted(1), Now), (whole.State.Count, whole.History[0].Fact, whole.History[0].At));
    }

    [Fact]
    public async Task Of_two_writes_on_one_version_the_second_finds_it_gone()
    {
        await Insert("d1");
        Assert.True(await Update("d1", 1, To(2)));
        Assert.False(await Update("d1", 1, To(3)));
        Assert.False(await Update("d2", 1, To(2)));
        Assert.Equal((2, 2L), ((await Find("d1"))!.State.Count, (await Find("d1"))!.Version));
    }

    [Fact]
    public async Task A_write_adds_to_history_words_and_messages_seen()
    {
        await Insert("d1");
        var seen = Guid.NewGuid();
        await Update("d1", 1, To(2, words: new() { ["note"] = "second", ["more"] = "words" }, seen: seen));
        var found = (await Find("d1", Part.Whole))!;
        Assert.Equal([1, 2], found.History.Select(h => h.Version));
        Assert.Equal(("Sam", "second", "words"), (found.Words("name"), found.Words("note"), found.Words("more")));
        Assert.Equal((2, seen), (found.Seen.Count, found.Seen[^1]));
    }

    [Fact]
    public async Task Only_the_newest_messages_are_remembered()
    {
        await Insert("d1");
        for (var version = 1; version <= Document<Counter, CounterFact>.SeenLimit; version++) await Update("d1", version, To(version + 1));
        Assert.Equal(Document<Counter, CounterFact>.SeenLimit, (await Find("d1"))!.Seen.Count);
    }

    [Fact]
    public async Task What_is_due_is_taken_in_hand_once_and_comes_again_ever_later_until_it_is_written()
    {
        await Insert("d1", due: Now);
        await Insert("d2", due: Now.AddMinutes(1));
        await Insert("d3");
        Assert.Equal(["d1"], await On(d => d.Due(Now, 10, default)));
        Assert.True(await On(d => d.Claim("d1", Now, default)));
        Assert.False(await On(d => d.Claim("d1", Now, default)));
        Assert.False(await On(d => d.Claim("d3", Now, default)));

        Assert.Equal(["d1", "d2"], (await On(d => d.Due(Now.AddMinutes(2), 10, default))).Order());
        Assert.True(await On(d => d.Claim("d1", Now.AddMinutes(2), default)));
        Assert.Equal(Now.AddMinutes(2) + MongoOutboxes.Again.After(2), (await Find("d1"))!.Due);
        await Update("d1", 1, To(2, due: Now.AddMinutes(2)));
        await On(d => d.Claim("d1", Now.AddMinutes(2), default));
        Assert.Equal(Now.AddMinutes(2) + MongoOutboxes.Again.After(1), (await Find("d1"))!.Due);
    }

    [Fact]
    public async Task An_outbox_is_taken_in_hand_once_and_leaves_the_sweep_when_it_is_empty()
    {
        await Insert("d1", null, Counter.Event(1), Counter.Event(2));
        Assert.Equal(["d1"], await On(d => d.Unpublished(Now, 10, default)));
        var entries = await On(d => d.ClaimOutbox("d1", Now, default));
        Assert.Equal([Counter.Event(1), Counter.Event(2)], entries);
        Assert.Empty(await On(d => d.ClaimOutbox("d1", Now, default)));

        await TakeOut("d1", entries[0].Id);
        var half = (await Find("d1"))!;
        Assert.Equal((1, Now), (half.Outbox.Count, half.OutboxSince));
        await TakeOut("d1", entries[1].Id);
        var none = (await Find("d1"))!;
        Assert.Equal((0, null, null, 0), (none.Outbox.Count, none.OutboxSince, none.OutboxDue, none.OutboxTries));
        Assert.Empty(await On(d => d.Unpublished(Now.AddYears(1), 10, default)));
    }

    Task TakeOut(string id, Guid message) => On(async d =>
    {
        await d.TakeOut([(id, [message])], default);
        return true;
    });

    [Fact]
    public async Task Several_are_found_by_their_ids_and_all_by_pages_in_order()
    {
        foreach (var id in new[] { "d3", "d1", "d2" }) await Insert(id);
        Assert.Equal(Two, (await On(d => d.Find(["d1", "d2", "d9"], default))).Select(d => d.Id).Order());
        Assert.Equal(Two, await On(d => d.Ids(null, 2, default)));
        Assert.Equal(["d3"], await On(d => d.Ids("d2", 2, default)));
    }
}

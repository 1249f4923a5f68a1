using System.Text;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>A message that cannot be handled waits in a document of its own, comes back by itself, and ends only when it is handled or a person discards it.</summary>
public sealed class WaitingRooms(Engines engines) : OnAnEngine(engines)
{
    Guid Message { get; } = Guid.NewGuid();

    UnitsRefused Refused => new() { ReferralId = Id, Version = 1, Attempt = 7, ReasonCode = "x", Reason = "x" };

    [Fact]
    public async Task A_message_that_outlasts_its_short_retries_waits_and_is_handled_once_its_fault_is_gone()
    {
        var instance = await Start();
        instance.Faults.Failure = new HttpRequestException("the name of a patient");
        await instance.Send(Refused, Message);
        await Probe.Until(async () => (await instance.Failed()).Count == 1, () => "the message waits");

        var waiting = Assert.Single(await instance.Failed());
        Assert.Equal(("referral", "insurance.v1.units-refused", Id, 7, "neighbour-away", FailedMessageStatus.Waiting),
            (waiting.State.Queue, waiting.State.Type, waiting.State.ReferralId, waiting.State.Attempt, waiting.State.Kind, waiting.State.Status));
        Assert.Null(await instance.Store.Find(Id));

        for (var again = 2; again <= 4; again++)
        {
            Clock.Advance(TimeSpan.FromHours(2));
            await Probe.Until(async () => (await instance.Failed())[0].State.Tries >= again, () => $"it has failed {again} times");
        }
        instance.Faults.Failure = null;
        Clock.Advance(TimeSpan.FromHours(2));
        await Probe.Until(async () => (await instance.Failed())[0].State.Status == FailedMessageStatus.Returned, () => "it is handled");
        Assert.Equal(1, (await instance.Read(Id)).State.Count);
    }

    [Fact]
    public async Task A_message_whose_effect_came_another_way_is_overtaken_and_changes_nothing()
    {
        var instance = await Start();
        var reserved = new UnitsReserved { ReferralId = Id, Version = 1, Attempt = 1 };
        await instance.Send(reserved, Message);
        await Probe.Until(async () => (await instance.Store.Find(Id))?.State.Count == 1, () => "it is handled");
        await instance.Get<WaitingRoom>().TakeIn(Message, "referral", "insurance.v1.units-reserved", System.Text.Json.JsonSerializer.Serialize(reserved, OutboxEntry.Json), new TimeoutException(), default);

        Clock.Advance(TimeSpan.FromHours(2));
        await Probe.Until(async () => (await instance.Failed())[0].State is { Status: FailedMessageStatus.Overtaken, Due: null }, () => "it came back and found nothing left to do");
        Assert.Equal(1, (await instance.Read(Id)).State.Count);
    }

    [Fact]
    public async Task Nothing_of_a_failure_but_its_kind_is_kept_and_nothing_goes_to_an_error_queue()
    {
        var instance = await Start();
        instance.Faults.Failure = new InvalidOperationException("the name of a patient");
        await instance.Send(Refused, Guid.NewGuid());
        await Probe.Until(async () => (await instance.Failed()).Count == 1, () => "the message waits");

        Assert.DoesNotContain("patient", MongoDB.Bson.BsonExtensionMethods.ToJson(Assert.Single(await instance.Failed())), StringComparison.Ordinal);
        await using var connection = await new ConnectionFactory { Uri = new(Engines.RabbitMq) }.CreateConnectionAsync();
        foreach (var queue in new[] { "referral_error", "referral_skipped" })
        {
            await using var channel = await connection.CreateChannelAsync();
            var none = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.QueueDeclarePassiveAsync(queue));
            Assert.Equal(404, (int)none.ShutdownReason!.ReplyCode);
        }
    }

    [Theory]
    [InlineData("this is no message")]
    [InlineData("""{"messageType":["urn:message:Unheard:Of"],"message":{}}""")]
    [InlineData("""{"messageType":["urn:message:ClinicNetwork.Contracts.Insurance.V1:UnitsReserved"],"message":{"referralId":["a list"]}}""")]
    public async Task What_nobody_can_read_waits_too_and_holds_up_no_other(string body)
    {
        var instance = await Start();
        await using (var connection = await new ConnectionFactory { Uri = new(Engines.RabbitMq) }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync())
            await channel.BasicPublishAsync("", "referral", false, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, Encoding.UTF8.GetBytes(body));
        await instance.Send(new UnitsReserved { ReferralId = Id, Version = 1, Attempt = 1 }, Guid.NewGuid());

        await Probe.Until(async () => (await instance.Store.Find(Id))?.State.Count == 1, () => "the message behind it is handled");
        await Probe.Until(async () => (await instance.Failed()).Count == 1, () => "the unreadable one waits");
    }

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(0, 1)]
    [InlineData(1, long.MaxValue)]
    public async Task Numbers_beyond_all_bounds_are_not_believed_and_leave_nothing_behind(int attempt, long version)
    {
        var instance = await Start();
        await instance.Send(new UnitsReserved { ReferralId = Id, Version = version, Attempt = attempt }, Guid.NewGuid());
        await Probe.Until(async () => (await instance.Failed()).Count == 1, () => "the message waits for a person");
        Assert.Null(await instance.Store.Find(Id));
    }

    [Fact]
    public async Task A_discarded_message_never_comes_back_and_says_why()
    {
        var instance = await Start();
        instance.Faults.Failure = new TimeoutException();
        await instance.Send(Refused, Message);
        await Probe.Until(async () => (await instance.Failed()).Count == 1, () => "the message waits");
        var store = instance.Get<DocumentStore<FailedMessage, FailedMessageFact>>();

        Assert.Equal("reason-missing", (await store.Handle($"{Message}", Cause.Own("test"), new Discard(" "), FailedMessageDecider.Decide)).Refusal?.Code);
        await store.Handle($"{Message}", Cause.Own("test"), new Discard("It was a test."), FailedMessageDecider.Decide);
        instance.Faults.Failure = null;
        Clock.Advance(TimeSpan.FromDays(1));
        await instance.Sweep();

        var discarded = await store.Find($"{Message}", Part.Whole);
        Assert.Equal((FailedMessageStatus.Discarded, null, "It was a test."), (discarded!.State.Status, discarded.Due, discarded.Words(FailedMessage.Reason)));
        Assert.Null(await instance.Store.Find(Id));
        Assert.Equal("not-waiting", (await store.Handle($"{Message}", Cause.Own("test"), new Return(), FailedMessageDecider.Decide)).Refusal?.Code);
    }
}

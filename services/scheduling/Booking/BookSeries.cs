using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Slots;
using MassTransit;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>BookingRequested → the held series is booked, or its end is told.</summary>
public sealed class BookSeries(DocumentStore<Series, SeriesFact> store, OverdueClaims overdue, TimeProvider clock) : IConsumer<BookingRequested>
{
    public Task Consume(ConsumeContext<BookingRequested> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public async Task Handle(BookingRequested message, Cause cause, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt);
        var handled = await store.Handle(id.ToString(), cause, s => SeriesDecider.Decide(s, new Book(id, clock.GetUtcNow())), ct);
        if (handled.State.Stage is Booked booked) overdue.RememberBooked(id.ToString(), booked.Round);
    }
}

using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Slots;
using MassTransit;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>BookingRequested → the held series is booked, or its end is told.</summary>
public sealed class BookSeries(DocumentStore<Series, SeriesFact> store, OverdueClaims overdue, TimeProvider clock) : IConsumer<BookingRequested>
{
    public async Task Consume(ConsumeContext<BookingRequested> context)
    {
        var id = new SeriesId(context.Message.ReferralId, context.Message.Attempt);
        var handled = await store.Handle(id.ToString(), context.Cause(),
            s => SeriesDecider.Decide(s, new Book(id, clock.GetUtcNow())), context.CancellationToken);
        if (handled.State.Stage is Booked booked) overdue.RememberBooked(id.ToString(), booked.Round);
    }
}

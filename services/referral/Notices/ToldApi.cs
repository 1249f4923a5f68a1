using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Referrals;

/// <summary>Something that a hospital's system was told about a referral.</summary>
/// <param name="Number">Of the event, as its subscription has numbered it.</param>
/// <param name="Topic">A code of <see cref="Topics"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="ArrivedAt">When the system took it; null while it has not.</param>
/// <param name="Status">waiting, delivered or skipped.</param>
/// <param name="Tries">Attempts that failed.</param>
/// <param name="Problem">Why the last one did; null when none has.</param>
public sealed record Told(long Number, string Topic, string About, DateTimeOffset At, DateTimeOffset? ArrivedAt, string Status, int Tries, string? Problem);

/// <summary>What a hospital was told about one referral, for the chain's people: the newest last, 200 at most.</summary>
public static class ToldApi
{
    const int Most = 200;

    public static void MapTold(this WebApplication app) => app.MapGet("/api/referrals/{id}/told", Show).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Audited("read")
        .Says("What the hospital's system was told of a referral.");

    static async Task<IResult> Show(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, MongoDocuments<Delivery, DeliveryFact> deliveries, CancellationToken ct)
    {
        if (await referrals.Find(id, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var found = await deliveries.Collection.Find(d => d.State.Event!.ReferralId == id, new() { Hint = MongoNoticeLists.ByReferral }).SortBy(d => d.Id).Limit(Most)
            .Project(d => new { d.State, d.At }).ToListAsync(ct);
        return Results.Ok(found.OrderBy(d => d.State.Event!.At).Select(d => new Told(d.State.Event!.Number, d.State.Event.Topic, d.State.Event.Focus, d.State.Event.At,
            d.State.Status is DeliveryStatus.Delivered ? d.At : null, d.State.Status.ToString().ToLowerInvariant(), d.State.Tries, d.State.Problem)));
    }
}

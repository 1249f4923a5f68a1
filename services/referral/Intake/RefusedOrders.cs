using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Referrals;

/// <summary>How often a partner's orders were refused, by the code of the first refusal.</summary>
public sealed record RefusalCount(string Partner, string Code, int Count);

/// <summary>Counts refused orders by partner and hour: what a partner's system gets wrong again and again shows before anybody complains. Codes only.</summary>
public sealed class RefusedOrders(IMongoDatabase database, TimeProvider clock, ILogger<RefusedOrders> log) : IIndexed
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    /// <summary>Hours that are told, the present one included.</summary>
    const int Hours = 24;
    /// <summary>Hours and partners that one look reads at most.</summary>
    const int Most = 2000;
    readonly IMongoCollection<BsonDocument> hours = database.GetCollection<BsonDocument>("refused-orders");

    /// <summary>An order is refused whether or not it could be counted.</summary>
    public async Task Count(string partner, string code, CancellationToken ct)
    {
        try
        {
            var update = Builders<BsonDocument>.Update.Inc($"codes.{Key(code)}", 1).Set("partner", partner).Set("until", (clock.GetUtcNow() + Kept).UtcDateTime);
            await hours.UpdateOneAsync(new BsonDocument("_id", $"{Hour(0)}/{partner}"), update, new UpdateOptions { IsUpsert = true }, ct);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            log.LogWarning("A refusal could not be counted: {Reason}", e.GetType().Name);
        }
    }

    /// <summary>Of the last day, by partner and code, the most frequent first.</summary>
    public async Task<IReadOnlyList<RefusalCount>> LastDay(CancellationToken ct)
    {
        var found = await hours.Find(Builders<BsonDocument>.Filter.Gte("_id", Hour(Hours - 1))).Sort(new BsonDocument("_id", 1)).Limit(Most).ToListAsync(ct);
        return [.. found.SelectMany(hour => hour["codes"].AsBsonDocument.Select(code => (Partner: hour["partner"].AsString, Code: code.Name, Count: code.Value.ToInt32())))
            .GroupBy(c => (c.Partner, c.Code)).Select(g => new RefusalCount(g.Key.Partner, g.Key.Code, g.Sum(c => c.Count))).OrderByDescending(c => c.Count).ThenBy(c => c.Partner, StringComparer.Ordinal)];
    }

    public Task CreateIndexes(CancellationToken ct) =>
        hours.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("until", 1), new CreateIndexOptions { Name = "until", ExpireAfter = TimeSpan.Zero }), cancellationToken: ct);

    string Hour(int back) => clock.GetUtcNow().AddHours(-back).ToString("yyyyMMddHH", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A code is a field's name here.</summary>
    static string Key(string code) => code.Replace('.', '-').Replace('$', '-');
}

public static class RefusedOrdersSetup
{
    public static void MapRefusedOrders(this WebApplication app) =>
        app.MapGet("/api/partners/refusals", (RefusedOrders refused, CancellationToken ct) => refused.LastDay(ct)).RequireAuthorization(AccessPolicies.Roles("operator", "auditor")).Says("How often each hospital's orders were refused in the last day, and why.");

    /// <summary>This endpoint's refusals are counted for the partner that was refused.</summary>
    public static RouteHandlerBuilder CountsRefusals(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (context, next) =>
    {
        try
        {
            return await next(context);
        }
        catch (RefusalException refused) when (Caller.Of(context.HttpContext.User).Partner is { } partner)
        {
            await context.HttpContext.RequestServices.GetRequiredService<RefusedOrders>().Count(partner, refused.Refusals[0].Code, context.HttpContext.RequestAborted);
            throw;
        }
    });
}

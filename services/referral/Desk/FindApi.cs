using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>What somebody knows of a referral. In a body, never in an address: a name belongs in no log.</summary>
/// <param name="Number">Ours (at least its first 8 digits), or the hospital's, whole.</param>
/// <param name="FamilyName">Whole; with a given name or the birth date.</param>
public sealed record FindRequest(string? Number = null, string? FamilyName = null, string? GivenName = null, DateOnly? BirthDate = null);

/// <summary>A referral that was found: where it stands, and no more of the patient than was asked with.</summary>
public sealed record FoundReferral(string ReferralId, string Chain, string Partner, Identifier? Placer, string BusinessStatus, string TaskStatus, DateTimeOffset ReceivedAt, string? Location);

/// <summary>Finds a referral for people, by a number or by the patient's name; the newest first, those of their chains alone. Audited.</summary>
public static class FindApi
{
    const int Most = 20, LeastOfOurNumber = 8, LongestName = 200;
    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;

    public static void MapFind(this WebApplication app) =>
        app.MapPost("/api/referrals/find", Search).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Audited("find")
            .Says("A referral by a number or by the patient's whole name.", typeof(FindRequest));

    static async Task<IResult> Search(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, PartnerRegistry registry, Pseudonyms pseudonyms, CancellationToken ct)
    {
        var asked = await JsonBody.Read<FindRequest>(http);
        if (Problem(asked) is { } problem) return Problems.ToResult(http, problem);
        var caller = Caller.Of(http.User);
        var chains = caller.IsNetworkWide ? [.. (await registry.All(ct)).Values.Select(p => p.Body.Chain).Distinct()] : caller.Chains;
        var found = new List<Document>();
        if (asked.Number?.Trim() is { Length: > 0 } number)
        {
            if (IsOurs(number)) found.AddRange(await Read(referrals, Where.Gte(d => d.Id, number.ToLowerInvariant()) & Where.Lte(d => d.Id, number.ToLowerInvariant() + "g"), "_id", ct));
            found.AddRange(await Read(referrals, Where.Eq("state.keys", ReferralKeys.Placer(null, number)), "state.keys", ct));
        }
        if (asked.FamilyName?.Trim() is { Length: > 0 } family)
        {
            var with = asked.BirthDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? asked.GivenName!;
            found.AddRange(await Read(referrals, Where.In("state.keys", chains.Select(chain => ReferralKeys.Name(PatientNames.Key(pseudonyms, chain, family, with)))), "state.keys", ct));
        }
        return Results.Ok(found.Select(d => d.State).Where(r => r.MaySee(http)).DistinctBy(r => r.ReferralId).OrderByDescending(r => r.ReceivedAt).Take(Most)
            .Select(r => new FoundReferral(r.ReferralId, r.Chain, r.Partner, r.Placer, r.BusinessStatus.Code(), r.TaskStatus, r.ReceivedAt, r.Location ?? r.Series?.LocationId)));
    }

    static async Task<IReadOnlyList<Document>> Read(MongoDocuments<Referral, ReferralFact> referrals, FilterDefinition<Document> filter, string index, CancellationToken ct) =>
        await referrals.Collection.Find(filter, new() { Hint = new BsonDocument(index, 1) }).Limit(4 * Most).Project<Document>(MongoDocuments<Referral, ReferralFact>.StateOnly).ToListAsync(ct);

    static bool IsOurs(string number) => number.Length is >= LeastOfOurNumber and <= 32 && number.All(char.IsAsciiHexDigit);

    static Refusal? Problem(FindRequest asked) =>
        string.IsNullOrWhiteSpace(asked.Number) && string.IsNullOrWhiteSpace(asked.FamilyName)
            ? new(RefusalKind.Unprocessable, "nothing-asked", "Give a number, or the patient's whole family name with a given name or the birth date.", "number")
        : !string.IsNullOrWhiteSpace(asked.FamilyName) && string.IsNullOrWhiteSpace(asked.GivenName) && asked.BirthDate is null
            ? new(RefusalKind.Unprocessable, "name-alone", "A family name alone finds too many: add a given name or the birth date.", "familyName")
        : new[] { asked.Number, asked.FamilyName, asked.GivenName }.Any(t => t?.Length > LongestName)
            ? new(RefusalKind.Unprocessable, "too-long", $"A number or name has at most {LongestName} characters.", "number")
        : null;
}

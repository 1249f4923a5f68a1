using MongoDB.Bson;

namespace ClinicNetwork.Verify;

/// <summary>What is read of each kind of document, by the fields' names as stored.</summary>
static class Shapes
{
    public static StoredReferral Referral(BsonDocument document)
    {
        var state = document.Part("state");
        var stage = state.Part("stage");
        return new(document.Text("_id"), state.Text("businessStatus"), stage.Kind(), stage.Contains("attempt") ? stage.Number("attempt") : state.Parts("attempts").Count(),
            document.Time("due") is not null, state.Part("coverage").Text("outcome") == "SelfPay", state.Time("since") ?? default);
    }

    public static StoredSeries Series(BsonDocument document)
    {
        var state = document.Part("state");
        var stage = state.Part("stage");
        var (kind, plan) = (stage.Kind(), stage.Part("plan"));
        return new(document.Text("_id"), state.Text("referralId"), state.Number("attempt"), kind,
            kind is "Placing" or "Held" or "Booked" or "Completed" ? stage.Number("round") : 0, document.Text("chain"), state.Text("patientKey"),
            [.. plan.Parts("visits").Select(v => new StoredVisit(v.Number("visit"), plan.Text("locationId"), plan.Text("therapistId"), v.Text("room"), v.Time("start") ?? default, v.Time("end") ?? default))]);
    }

    public static IEnumerable<StoredClaim> Claims(BsonDocument day) => day.Parts("claims").Select(c =>
        new StoredClaim(day.Text("location"), c.Text("series"), c.Number("round"), c.Number("visit"), c.Text("therapist"), c.Text("room"), c.Time("from") ?? default, c.Time("to") ?? default));

    public static IEnumerable<StoredPatientClaim> PatientClaims(BsonDocument patient) => patient.Parts("claims").Select(c =>
        new StoredPatientClaim(patient.Text("_id"), c.Text("series"), c.Number("round"), c.Time("from") ?? default, c.Time("to") ?? default));

    /// <summary>The units that an authorisation has reserved, attempt by attempt.</summary>
    public static IEnumerable<StoredUnit> Reservations(BsonDocument authorization) =>
        authorization.Part("state").Parts("attempts").SelectMany(attempt => attempt.Parts("visits"), (attempt, v) =>
            new StoredUnit(authorization.Text("_id"), attempt.Number("number"), v.Number("visit"), v.Text("state"), v.Text("key")));

    /// <summary>The units that a benefit counts.</summary>
    public static IEnumerable<StoredUnit> Counted(BsonDocument benefit) => benefit.Part("state").Parts("units").Select(u =>
        new StoredUnit(u.Text("referral"), u.Number("attempt"), u.Number("visit"), u.Text("state"), benefit.Text("_id")));

    public static IEnumerable<StoredFailure> Failed(string place, BsonDocument message) => message.Part("state") is var state && state.Text("status") == "Waiting"
        ? [new($"{place}/{message["_id"]}", state.Text("type"), state.Text("kind"), state.Text("referralId"))]
        : [];

    /// <summary>When a document last changed: its own word, or its newest fact's, or since when its outbox holds something.</summary>
    public static DateTime? Changed(BsonDocument document) =>
        new[] { document.Time("at"), document.Parts("history").LastOrDefault()?.Time("at"), document.Time("outboxSince") }.Max();
}

using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Documents as they lie in the model, read past all ports: what people see on their screens, and what is judged in the end.</summary>
static class Stored
{
    /// <param name="standing">Only those in one of these stages or business statuses; none: all.</param>
    public static IReadOnlyList<Document<TState, TFact>> All<TState, TFact>(Service service, string collection, params IReadOnlyList<string> standing) =>
        [.. service.Model.Collection(collection).Documents.Values.Where(d => standing.Count == 0 || Stands(d["state"].AsBsonDocument, standing)).Select(d => BsonSerializer.Deserialize<Document<TState, TFact>>(d))];

    static bool Stands(BsonDocument state, IReadOnlyList<string> standing) =>
        standing.Contains(state["stage"]["_t"].AsString) || standing.Contains(state.GetValue("businessStatus", "").AsString);
}

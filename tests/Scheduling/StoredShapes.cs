using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.Tests.Scheduling;

/// <summary>
/// Discriminators and field names of what is stored, as <c>Snapshots/stored.json</c> has them. What is there is in databases: a
/// difference is a change that must still read what the version before wrote.
/// </summary>
public sealed class StoredShapes
{
    static readonly JsonWriterSettings Settings = new() { Indent = true, OutputMode = JsonOutputMode.RelaxedExtendedJson, NewLineChars = "\n" };

    static StoredShapes()
    {
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(SeriesFact));
        MongoSetup.RegisterFamily(typeof(Stage));
    }

    [Fact]
    public void Everything_is_stored_as_the_snapshot_has_it()
    {
        var shapes = new BsonDocument(Stored.Documents.Select(d => new BsonElement(d.Name, d.Document.ToBsonDocument(d.Document.GetType())))).ToJson(Settings) + "\n";
        var path = Path.Combine(AppContext.BaseDirectory, "Snapshots", "stored.json");
        if (File.Exists(path) && File.ReadAllText(path) == shapes) return;
        var actual = Path.Combine(Path.GetTempPath(), "scheduling-stored.json");
        File.WriteAllText(actual, shapes);
        Assert.Fail($"What is stored differs from tests/Scheduling/Snapshots/stored.json; as it is now it lies in {actual}.");
    }

    [Fact]
    public void Everything_reads_back_as_it_was_written()
    {
        foreach (var (name, document) in Stored.Documents)
        {
            var written = document.ToBsonDocument(document.GetType());
            Assert.True(written == BsonSerializer.Deserialize(written, document.GetType()).ToBsonDocument(document.GetType()), name);
        }
    }

    [Fact]
    public void Every_stage_and_every_fact_has_its_sample()
    {
        static IEnumerable<Type> Family(Type type) => type.Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(type));
        Assert.Equal(Family(typeof(Stage)).ToHashSet(), Stored.Stages.Select(s => s.GetType()).ToHashSet());
        Assert.Equal(Family(typeof(SeriesFact)).ToHashSet(), Stored.Facts.Select(f => f.GetType()).ToHashSet());
    }
}

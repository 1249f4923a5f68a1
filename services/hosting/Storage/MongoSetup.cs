using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Conventions;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>How C# records become documents, and how each service reaches its own database.</summary>
public static class MongoSetup
{
    static readonly Lock Once = new();
    static bool registered;

    /// <summary>Registers the serialisation rules once a process: camel case, enums as strings, standard Guids, unknown fields ignored.</summary>
    public static void RegisterConventions()
    {
        lock (Once)
        {
            if (registered) return;
            registered = true;
            BsonSerializer.RegisterSerializer(new GuidSerializer(GuidRepresentation.Standard));
            BsonSerializer.RegisterSerializer(new DateTimeOffsetSerializer(BsonType.DateTime));
            BsonSerializer.RegisterSerializer(new DateOnlySerializer(BsonType.String));
            BsonSerializer.RegisterSerializer(new TimeOnlySerializer(BsonType.String));
            BsonSerializer.RegisterSerializer(new DecimalSerializer(BsonType.Decimal128));
            ConventionRegistry.Register("clinic", new ConventionPack
            {
                new CamelCaseElementNameConvention(),
                new EnumRepresentationConvention(BsonType.String),
                new IgnoreExtraElementsConvention(true),
                new IgnoreIfNullConvention(true),
            }, _ => true);
        }
    }

    /// <summary>Makes every concrete type of a closed family (facts, stages) readable by its name, the discriminator <c>_t</c>.</summary>
    public static void RegisterFamily(Type family)
    {
        foreach (var type in family.Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsAssignableTo(family)))
            if (!BsonClassMap.IsClassMapRegistered(type)) BsonClassMap.LookupClassMap(type);
    }

    /// <summary>Majority, journaled writes; a server that cannot be reached is an error after some seconds, never an endless wait.</summary>
    public static void AddMongo(this IServiceCollection services, string connectionString, string databaseName)
    {
        RegisterConventions();
        var settings = MongoClientSettings.FromConnectionString(connectionString);
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
        settings.RetryWrites = false;
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(5);
        settings.ConnectTimeout = TimeSpan.FromSeconds(5);
        settings.SocketTimeout = TimeSpan.FromSeconds(30);
        settings.MaxConnectionPoolSize = 64;
        settings.ApplicationName = databaseName;
        services.AddSingleton<IMongoClient>(_ => new MongoClient(settings));
        services.AddSingleton(p => p.GetRequiredService<IMongoClient>().GetDatabase(databaseName));
    }
}

using System.Collections;
using System.Text.Json;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace ClinicNetwork.Tests.Referrals.Stored;

/// <summary>
/// Discriminators and field names of everything that is stored, and the fields of the order that lies with the words: what is
/// stored today has to be read by every later version. Set UPDATE_SNAPSHOTS=1 to accept a change that only adds.
/// </summary>
public class StoredShapes
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    static StoredShapes() => new ServiceCollection().AddReferral();

    [Fact]
    public void What_is_stored_is_named_as_it_was()
    {
        var now = JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["referral"] = Fields(Fill(typeof(Referral)), typeof(Referral)),
            ["stages"] = Family(typeof(Stage)),
            ["facts"] = Family(typeof(ReferralFact)),
            ["reasons"] = Enum.GetNames<Reason>(),
            ["statuses"] = Enum.GetNames<BusinessStatus>(),
            ["coverageOutcomes"] = Enum.GetNames<CoverageOutcome>(),
            ["visitOutcomes"] = Enum.GetNames<VisitOutcome>(),
            ["reportPoints"] = Enum.GetNames<ReportPoint>(),
            ["movers"] = Enum.GetNames<Mover>(),
            ["clocks"] = Enum.GetNames<ClockName>(),
            ["contactChannels"] = Enum.GetNames<ContactChannel>(),
            ["contactOutcomes"] = Enum.GetNames<ContactOutcome>(),
            ["personal"] = new[] { Words.Attachment(1), Words.Cancellation, Words.Contact(1), Words.Discharge, Words.InterimReport(1), Words.Message(1), Words.Note(1), Words.Order, Words.Rejection, Words.Reopening, Words.Report, Words.ServiceRequest, Words.Transfer(1) },
            ["personal.order"] = Paths("", BsonDocument.Parse(OrderAsStored())).Order(StringComparer.Ordinal),
            ["subscription"] = Fields(Fill(typeof(Subscription)), typeof(Subscription)),
            ["subscription.facts"] = Family(typeof(SubscriptionFact)),
            ["subscription.statuses"] = Enum.GetNames<SubscriptionStatus>(),
            ["subscription.contents"] = Enum.GetNames<NoticeContent>(),
            ["subscription.personal"] = new[] { SubscriptionWords.Headers, SubscriptionWords.Secret, SubscriptionWords.Sent },
            ["delivery"] = Fields(Fill(typeof(Delivery)), typeof(Delivery)),
            ["delivery.facts"] = Family(typeof(DeliveryFact)),
            ["delivery.statuses"] = Enum.GetNames<DeliveryStatus>(),
            ["delivery.personal"] = new[] { Delivery.Body },
            ["partner"] = Fields(Fill(typeof(Partner)), typeof(Partner)),
            ["referral-rules"] = Fields(Fill(typeof(ReferralRules)), typeof(ReferralRules)),
            ["screening-rules"] = Fields(Fill(typeof(ScreeningRules)), typeof(ScreeningRules)),
        }, Indented) + "\n";
        var file = Path.Combine(Given.Root, "tests", "Referral", "Snapshots", "stored.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") File.WriteAllText(file, now);

        Assert.Equal(File.ReadAllText(file), now);
    }

    /// <summary>Every concrete type as a field of the family's type holds it.</summary>
    static SortedDictionary<string, IEnumerable<string>> Family(Type family) => new(family.Assembly.GetTypes().Where(t => t.IsSubclassOf(family))
        .ToDictionary(t => Fill(t).ToBsonDocument(family)["_t"].AsString, t => Fields(Fill(t), family)), StringComparer.Ordinal);

    static IEnumerable<string> Fields(object value, Type nominal) => Paths("", value.ToBsonDocument(nominal)).Where(path => path != "_t").Order(StringComparer.Ordinal);

    static IEnumerable<string> Paths(string prefix, BsonValue value) => value switch
    {
        BsonDocument document => document.Elements.SelectMany(e => Paths(prefix is "" ? e.Name : $"{prefix}.{e.Name}", e.Value)),
        BsonArray { Count: > 0 } array => Paths($"{prefix}[]", array[0]),
        _ => [prefix],
    };

    static string OrderAsStored()
    {
        var words = Referral.Initial.Decides(Given.Submit()).Words;
        var filled = JsonSerializer.Serialize(Fill(typeof(Order)), JsonSerializerOptions.Web);
        Assert.Superset(BsonDocument.Parse(words[Words.Order]).Names.ToHashSet(), BsonDocument.Parse(filled).Names.ToHashSet());
        return filled;
    }

    static object Fill(Type type)
    {
        var filled = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite)) property.SetValue(filled, Sample(property.PropertyType));
        return filled;
    }

    static object Sample(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "x";
        if (type == typeof(DateOnly)) return new DateOnly(2026, 11, 30);
        if (type == typeof(DateTimeOffset)) return Given.Now;
        if (type == typeof(decimal)) return 25m;
        if (type == typeof(Stage)) return new Unsent();
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0)!;
        if (type.IsPrimitive) return Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsAssignableTo(typeof(IEnumerable)))
        {
            var items = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            items.SetValue(Sample(type.GetGenericArguments()[0]), 0);
            return items;
        }
        return Fill(type);
    }
}

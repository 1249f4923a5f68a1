using System.Globalization;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Local.Demo;

/// <summary>A made-up referral, ready to send.</summary>
/// <param name="Partner">The hospital that sends it.</param>
/// <param name="Order">Its order number.</param>
/// <param name="About">What it is about, without a word on the patient.</param>
/// <param name="Bundle">The FHIR R4 transaction.</param>
sealed record MadeUpReferral(Partner Partner, string Order, string About, JsonObject Bundle);

/// <summary>Makes referrals as hospitals send them. The same run gives the same referrals; each run has order numbers of its own.</summary>
/// <param name="run">The run's number, e.g. milliseconds since 1970.</param>
/// <param name="authored">When the orders were written.</param>
sealed class ReferralGenerator(long run, DateTimeOffset authored)
{
    readonly Random random = new((int)(run % int.MaxValue));

    /// <summary>As many referrals, one after the other, from the three hospitals in turn.</summary>
    public IEnumerable<MadeUpReferral> Take(int count)
    {
        for (var i = 0; i < count; i++) yield return Make(i);
    }

    MadeUpReferral Make(int index)
    {
        var (partner, about) = (Partner.All[index % Partner.All.Length], Case.Mix[index % Case.Mix.Length]);
        var order = $"DEMO-{run.ToString("X", CultureInfo.InvariantCulture)}-{index + 1:0000}";
        var diagnosis = about.Diagnosis ?? One(Case.Treated);
        var visits = One(about.Visits);
        var (patient, condition, hospital, physician, coverage) = (Urn(), Urn(), Urn(), Urn(), about.Payer is null ? null : Urn());
        var entries = new JsonArray(
            FhirParts.Entry(patient, MakePatient(order, about)),
            FhirParts.Entry(condition, FhirParts.Condition(diagnosis, patient)),
            FhirParts.Entry(hospital, FhirParts.Organization(partner)),
            FhirParts.Entry(physician, FhirParts.Practitioner(One(MadeUp.Physicians))));
        if (about.Payer is { } payer) entries.Add(FhirParts.Entry(coverage!, FhirParts.Coverage(payer, patient, random.Next(10_000_000, 99_999_999), authored)));
        entries.Add(FhirParts.Entry(Urn(), MakeOrder(partner, order, visits, patient, condition, physician, coverage)));
        return new(partner, order, $"{diagnosis.Text}, {visits} visits, {about.Payer?.Name ?? "no insurer"}",
            new() { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries });
    }

    JsonObject MakePatient(string order, Case about)
    {
        var woman = random.Next(2) == 0;
        var town = One(MadeUp.Towns);
        var born = authored.AddDays(-random.Next(19 * 365, 80 * 365));
        var patient = FhirParts.Patient(order, woman, One(woman ? MadeUp.Women : MadeUp.Men), One(MadeUp.Families), born,
            $"{random.Next(1, 400)} {One(MadeUp.Streets)}", town, Near(town.Latitude), Near(town.Longitude));
        if (about.Deceased) patient["deceasedDateTime"] = FhirParts.Day(authored.AddDays(-random.Next(10, 200)));
        return patient;
    }

    JsonObject MakeOrder(Partner partner, string order, int visits, string patient, string condition, string physician, string? coverage)
    {
        var techniques = MadeUp.Techniques.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).ToList();
        var request = FhirParts.Order(partner, order, One(["routine", "routine", "routine", "urgent", "asap"]), techniques, visits, authored);
        request["occurrenceTiming"] = new JsonObject { ["repeat"] = new JsonObject { ["frequency"] = random.Next(1, 4), ["period"] = 1, ["periodUnit"] = "wk" } };
        request["subject"] = FhirParts.Reference(patient);
        request["requester"] = FhirParts.Reference(physician);
        request["reasonReference"] = new JsonArray(FhirParts.Reference(condition));
        request["note"] = new JsonArray(new JsonObject { ["text"] = One(MadeUp.Requests) });
        if (coverage is not null) request["insurance"] = new JsonArray(FhirParts.Reference(coverage));
        return request;
    }

    T One<T>(T[] of) => of[random.Next(of.Length)];

    double Near(double degrees) => Math.Round(degrees + ((random.NextDouble() - 0.5) * 0.04), 5);

    string Urn()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return $"urn:uuid:{new Guid(bytes)}";
    }
}

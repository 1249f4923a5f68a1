using System.Net;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;

namespace Tests.Network;

/// <summary>Firely's client of general-hospital, and what it sends.</summary>
static class Firely
{
    public const string Orders = "https://general-hospital.example/orders";
    public const string Records = "https://general-hospital.example/mrn";

    /// <summary>At the gateway, with general-hospital's token, which is asked for again when it has run out.</summary>
    public static async Task<FhirClient> Client(this NetworkFixture network, FhirClientSettings? settings = null)
    {
        settings ??= new();
        (settings.VerifyFhirVersion, settings.PreferredFormat) = (true, ResourceFormat.Json);
        return new(new Uri(network.Network.Gateway, "fhir"), await network.As("general-hospital"), settings);
    }

    /// <summary>An order under a number of its own.</summary>
    /// <param name="patient">The patient's record number; null: a new patient.</param>
    public static ServiceRequest Order(string? patient = null) => new()
    {
        Status = RequestStatus.Active,
        Intent = RequestIntent.Order,
        Identifier = [new(Orders, NewNumber()) { Type = new("http://terminology.hl7.org/CodeSystem/v2-0203", "PLAC") }],
        Contained = [new Patient { Id = "p", Name = [new() { Family = "Sample", Given = ["Sue"] }], BirthDate = "1975-06-01", Identifier = [new(Records, patient ?? NewNumber())] }],
        Subject = new("#p"),
        ReasonCode = [new("http://hl7.org/fhir/sid/icd-10-cm", "M54.31")],
        Quantity = new Quantity { Value = 2, Unit = "visits" },
        Occurrence = new Timing { Repeat = new() { Frequency = 1, Period = 1, PeriodUnit = Timing.UnitsOfTime.Wk } },
    };

    public static string NewNumber() => Guid.NewGuid().ToString("N");

    /// <summary>Why it was refused, by its code.</summary>
    public static string? Code(this FhirOperationException refused) => refused.Outcome!.Issue[0].Details!.Coding[0].Code;

    /// <summary>How the last request was answered.</summary>
    public static HttpStatusCode Status(this FhirClient client) => Enum.Parse<HttpStatusCode>(client.LastResult!.Status!);
}

using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>Whether a resource has what is searched for.</summary>
public static class Matching
{
    /// <summary>True when one alternative holds for one of the elements.</summary>
    public static bool IsMetBy(this Criterion criterion, Resource resource) =>
        criterion.Parameter.Of(resource).OfType<Base>().Any(element => criterion.Values.Any(value => Holds(value, element)));

    static bool Holds(SearchValue value, Base element) => value switch
    {
        TokenValue token => element is ResourceReference { Identifier: { } identifier } ? Holds(token, identifier) : Holds(token, element),
        ReferenceValue reference => element is ResourceReference { Reference: { } target } && Holds(reference, target),
        DateValue date => Period(element) is { } period && date.Holds(period.From, period.To),
        StringValue text => Texts(element).Any(text.Holds),
        _ => false,
    };

    static bool Holds(TokenValue token, Base element) => element switch
    {
        CodeableConcept concept => concept.Coding.Exists(c => Holds(token, c.System, c.Code)),
        Coding coding => Holds(token, coding.System, coding.Code),
        Identifier identifier => Holds(token, identifier.System, identifier.Value),
        ContactPoint contact => Holds(token, null, contact.Value),
        PrimitiveType { JsonValue: bool yes } => Holds(token, null, yes ? "true" : "false"),
        PrimitiveType { JsonValue: string text } => Holds(token, null, text),
        _ => false,
    };

    static bool Holds(TokenValue token, string? system, string? code) =>
        (token.System is null || token.System == (system ?? "")) && (token.Code is null || token.Code == code);

    static bool Holds(ReferenceValue wanted, string target)
    {
        var parts = target.Split('/');
        return parts.Length >= 2 ? parts[^1] == wanted.Id && (wanted.Type is null || parts[^2] == wanted.Type) : target == wanted.Id;
    }

    static (DateTimeOffset From, DateTimeOffset To)? Period(Base element) => element switch
    {
        Instant { Value: { } at } => (at, at.AddMilliseconds(1)),
        FhirDateTime { Value: { } text } => DateValue.Period(text),
        Date { Value: { } text } => DateValue.Period(text),
        _ => null,
    };

    static IEnumerable<string> Texts(Base element) => element switch
    {
        HumanName name => $"{name.Text} {string.Join(' ', name.Given)} {name.Family}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(name.Text).OfType<string>(),
        Address address => address.Line.Append(address.Text).Append(address.City).Append(address.State).Append(address.PostalCode).OfType<string>(),
        PrimitiveType { JsonValue: string text } => [text],
        _ => [],
    };
}

using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace ClinicNetwork.Fhir;

/// <summary>A search parameter of a resource type, by its name in FHIR R4.</summary>
/// <param name="Of">What of the resource it looks at.</param>
public sealed record ListParameter(string Name, SearchParamType Type, Func<Resource, IEnumerable<Base?>> Of)
{
    /// <summary>All codes there are, where the set is closed: another is refused, because it could never be found.</summary>
    public IReadOnlyCollection<string>? Codes { get; private init; }

    /// <summary>The system of an element that is a code alone; it goes without saying, so <c>|code</c> means it as well.</summary>
    public string? System { get; private init; }

    /// <summary>What the capability statement says of it.</summary>
    public string? Note { get; init; }

    public static ListParameter Id { get; } = new("_id", SearchParamType.Token, r => [r.IdElement]);

    public static ListParameter LastUpdated { get; } = new("_lastUpdated", SearchParamType.Date, r => [r.Meta?.LastUpdatedElement]);

    public static ListParameter Token<T>(string name, Func<T, IEnumerable<Base?>> of, IReadOnlyCollection<string>? codes = null) where T : Resource =>
        new(name, SearchParamType.Token, r => of((T)r)) { Codes = codes };

    /// <summary>An element whose codes FHIR requires.</summary>
    public static ListParameter Code<T, TCode>(string name, Func<T, TCode?> of) where T : Resource where TCode : struct, Enum
    {
        TCode[] all = Enum.GetValues<TCode>();
        var system = all[0].GetSystem();
        return Token<T>(name, r => of(r) is { } code ? [new Coding(system, code.GetLiteral())] : [], [.. all.Select(code => code.GetLiteral()!)]) with { System = system };
    }

    public static ListParameter Reference<T>(string name, Func<T, IEnumerable<Base?>> of) where T : Resource => new(name, SearchParamType.Reference, r => of((T)r));

    public static ListParameter Date<T>(string name, Func<T, IEnumerable<Base?>> of) where T : Resource => new(name, SearchParamType.Date, r => of((T)r));

    public static ListParameter Text<T>(string name, Func<T, IEnumerable<Base?>> of) where T : Resource => new(name, SearchParamType.String, r => of((T)r));
}

/// <summary>A resource type's list as it can be searched; what is not in it is not offered.</summary>
/// <param name="Sorts">Names for <c>_sort</c>, each also with a leading minus; empty: the order is ours.</param>
/// <param name="Includes">Values of <c>_include</c>, e.g. <c>Task:focus</c>.</param>
public sealed record ListDefinition(string Type, IReadOnlyList<ListParameter> Parameters)
{
    public IReadOnlyList<string> Sorts { get; init; } = [];
    public IReadOnlyList<string> Includes { get; init; } = [];
}

namespace ClinicNetwork.Fhir;

/// <summary>What a route's pattern does not tell of what it offers; put on the endpoint as metadata.</summary>
public sealed record FhirOfferDetails
{
    /// <summary>Canonical URL of the operation's definition, where somebody else has defined it.</summary>
    public string? Operation { get; init; }
    /// <summary>True for a create that heeds If-None-Exist.</summary>
    public bool ConditionalCreate { get; init; }
    /// <summary>Profiles of the type that are supported.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];
    /// <summary>Extensions of the type's entry that hold a canonical URL each.</summary>
    public IReadOnlyList<(string Url, string Canonical)> Canonicals { get; init; } = [];
}

using System.Text.RegularExpressions;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// The resources of a request by everything a reference can call them: FHIR R4, bundle.html#references and references.html#contained.
/// </summary>
sealed partial class Addresses
{
    readonly List<Resource> others = [];
    readonly Dictionary<string, Resource> byUrl = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<Resource>> byTypeAndId = new(StringComparer.Ordinal);
    readonly Dictionary<(Resource Container, string Id), Resource> contained = [];
    readonly Dictionary<Resource, (Resource Container, string? Server, string Path)> places = new(ReferenceEqualityComparer.Instance);
    Dictionary<(string? System, string Value), List<Resource>>? byNumber;

    public IReadOnlyList<Resource> Others => others;

    public string PathOf(Resource resource) => places[resource].Path;

    /// <exception cref="RefusalException">Another resource has the same address, or it is too long.</exception>
    public void Add(Resource resource, string? fullUrl, string entryPath, string path, bool isOrder)
    {
        if (!isOrder) others.Add(resource);
        if (fullUrl?.Length > Limits.UrlLength)
            throw Packet.Refuse(RefusalKind.Unprocessable, "url-too-long", $"A fullUrl has at most {Limits.UrlLength} characters: a urn:uuid is enough.", $"{entryPath}.fullUrl");
        places[resource] = (resource, Server(fullUrl), path);
        if (fullUrl is { Length: > 0 } && !byUrl.TryAdd(Url(fullUrl), resource))
            throw Packet.Refuse(RefusalKind.Unprocessable, "duplicate-full-url", "Two entries have this fullUrl, so a reference to it has two meanings: give each its own.", $"{entryPath}.fullUrl");
        if (resource.Id is { Length: > 0 } id)
        {
            if (!byTypeAndId.TryGetValue($"{resource.TypeName}/{id}", out var same)) byTypeAndId[$"{resource.TypeName}/{id}"] = same = [];
            same.Add(resource);
        }
        AddContained(resource, resource, path);
    }

    /// <summary>Contained resources belong to the outermost one, however deep they stand: R4 does not nest them.</summary>
    void AddContained(Resource container, Resource holder, string path)
    {
        if (holder is not DomainResource { Contained: var inside }) return;
        for (var i = 0; i < inside.Count; i++)
        {
            var at = $"{path}.contained[{i}]";
            others.Add(inside[i]);
            places[inside[i]] = (container, null, at);
            if (inside[i].Id is { Length: > 0 } id && !contained.TryAdd((container, id), inside[i]))
                throw Packet.Refuse(RefusalKind.Unprocessable, "duplicate-contained-id", "Two contained resources have this id, so a reference to it has two meanings: give each its own.", $"{at}.id");
            AddContained(container, inside[i], at);
        }
    }

    public Resource? Find(ResourceReference reference, Resource from)
    {
        if (reference.Reference is not { Length: > 0 } text) return reference.Identifier is { } number ? ByNumber(number, reference.Type) : null;
        var container = places.TryGetValue(from, out var place) ? place.Container : from;
        if (text is "#") return container;
        if (text[0] == '#') return contained.GetValueOrDefault((container, text[1..]));
        var (address, version) = text.Split("/_history/") is [var before, var after] ? (before, after) : (text, null);
        var found = byUrl.GetValueOrDefault(Url(address)) ?? Relative(address, container);
        return version is not null && found?.Meta?.VersionId is { } its && its != version ? null : found;
    }

    /// <summary>Type/id stands for the same server as the fullUrl of the entry it is read in; without one, for the only resource of that type and id.</summary>
    Resource? Relative(string address, Resource container)
    {
        if (!TypeAndId().IsMatch(address)) return null;
        if (places.TryGetValue(container, out var place) && place.Server is { } server && byUrl.TryGetValue($"{server}/{address}", out var sibling)) return sibling;
        return byTypeAndId.GetValueOrDefault(address) switch
        {
            null => null,
            [var only] => only,
            _ => throw Packet.Refuse(RefusalKind.Unprocessable, "ambiguous-reference", "Two resources of this request answer to the reference: refer by fullUrl.", PathOf(container)),
        };
    }

    /// <summary>The address of the server that a fullUrl of type and id lies on; null for any other.</summary>
    static string? Server(string? fullUrl) =>
        fullUrl?.StartsWith("http", StringComparison.Ordinal) == true && fullUrl.Split('/') is { Length: > 4 } parts ? string.Join('/', parts[..^2]) : null;

    Resource? ByNumber(Hl7.Fhir.Model.Identifier number, string? type) =>
        number.Value is { } value && (byNumber ??= Numbers()).TryGetValue((number.System, value), out var named) ? named.Find(r => type is null || r.TypeName == type) : null;

    Dictionary<(string? System, string Value), List<Resource>> Numbers()
    {
        var numbers = new Dictionary<(string?, string), List<Resource>>();
        foreach (var resource in others)
            foreach (var number in resource is IIdentifiable<List<Hl7.Fhir.Model.Identifier>> named ? named.Identifier.Where(i => i.Value is not null) : [])
            {
                if (!numbers.TryGetValue((number.System, number.Value!), out var same)) numbers[(number.System, number.Value!)] = same = [];
                if (same.Count == 0 || same[^1] != resource) same.Add(resource);
            }
        return numbers;
    }

    /// <summary>RFC 4122: a UUID's letters have no case.</summary>
    static string Url(string url) => url.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? url.ToLowerInvariant() : url;

    [GeneratedRegex(@"^[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}$")]
    private static partial Regex TypeAndId();
}

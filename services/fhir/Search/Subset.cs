using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>A resource with some of its elements, as <c>_elements</c> asks (FHIR R4, search.html#elements).</summary>
static class Subset
{
    /// <exception cref="RefusalException">The type has no such element.</exception>
    public static string Find(string type, string element) =>
        ModelInfo.ModelInspector.FindClassMapping(type)!.FindMappedElementByName(element) is not null ? element
            : throw SearchRefusal.Of("unknown-element", "_elements", $"{type} has no such element.");

    /// <summary>Also keeps its id, meta and what the standard demands of it, and says that it is not all.</summary>
    public static void Keep(Resource resource, IReadOnlyList<string> elements)
    {
        foreach (var element in ModelInfo.ModelInspector.FindClassMapping(resource.TypeName)!.PropertyMappings)
            if (!elements.Contains(element.Name) && !element.IsMandatoryElement && element.Name is not ("id" or "meta")) element.NativeProperty?.SetValue(resource, null);
        (resource.Meta ??= new()).Tag.Add(new("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED"));
    }
}

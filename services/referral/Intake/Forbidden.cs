using System.Collections;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Numbers that the network never stores: social security, tax, licence, passport. Taken out wherever they stand, in nested
/// Bundles, Parameters, extensions and references too; a narrative, which could repeat them in words, goes with them.
/// </summary>
static partial class Forbidden
{
    static readonly HashSet<string> Types = ["SS", "SB", "DL", "PPN", "NI", "TAX"];
    static readonly string[] Words = ["ssn", "social", "passport", "driver", "licen"];
    /// <summary>The mother's maiden name is asked for as a secret, as the number is.</summary>
    static readonly string[] ExtensionWords = ["ssn", "social-security", "socialsecurity", "passport", "driver", "licen", "mothersmaidenname"];

    /// <summary>By HL7 v2-0203 type, by the systems known for them, or by the number's own form where no system says what it is.</summary>
    public static bool Is(Hl7.Fhir.Model.Identifier identifier) =>
        identifier.Type?.Coding.Any(c => Types.Contains(c.Code ?? "")) == true ||
        CodeSystems.Name(identifier.System) is "2.16.840.1.113883.4.1" ||
        CodeSystems.Name(identifier.System).StartsWith("2.16.840.1.113883.4.3.", StringComparison.Ordinal) ||
        Words.Any(w => identifier.System?.Contains(w, StringComparison.OrdinalIgnoreCase) == true ||
                       identifier.Type?.Text?.Contains(w, StringComparison.OrdinalIgnoreCase) == true) ||
        !IsName(identifier.System) && identifier.Value is { } value && SocialSecurityNumber().IsMatch(value);

    /// <summary>A URI or an OID; any other text names no system.</summary>
    static bool IsName(string? system) => system?.Contains(':', StringComparison.Ordinal) == true || system is [>= '0' and <= '2', '.', ..];

    public static void Remove(Resource request)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        Tree.Visit(request, "", (element, _, _) =>
        {
            if (element is Hl7.Fhir.Model.Identifier { Value.Length: > 3 } identifier && Is(identifier)) numbers.Add(identifier.Value);
        });
        Remove(request, numbers);
    }

    static void Remove(Base parent, HashSet<string> numbers)
    {
        if (parent is DomainResource domain) domain.Text = null;
        foreach (var (name, value) in parent.EnumerateElements().ToList())
        {
            if (value is IList list)
            {
                var kept = 0;
                for (var i = 0; i < list.Count; i++)
                {
                    if (IsOne(list[i], name)) continue;
                    if (list[i] is Base inner) Remove(inner, numbers);
                    list[kept++] = list[i];
                }
                while (list.Count > kept) list.RemoveAt(list.Count - 1);
            }
            else if (IsOne(value, name)) parent.SetValue(name, null);
            else if (value is Base inner) Remove(inner, numbers);
        }

        bool IsOne(object? element, string name) => element switch
        {
            Hl7.Fhir.Model.Identifier identifier => Is(identifier) || identifier.Value is { } value && numbers.Contains(value),
            Extension extension => ExtensionWords.Any(w => extension.Url?.Contains(w, StringComparison.OrdinalIgnoreCase) == true) || extension.Value is { } value && IsOne(value, "valueString"),
            PrimitiveType { JsonValue: string text } => numbers.Contains(text) || name is "subscriberId" or "valueString" or "reference" && SocialSecurityNumber().IsMatch(text),
            _ => false,
        };
    }

    [GeneratedRegex(@"^\d{3}-\d{2}-\d{4}$")]
    private static partial Regex SocialSecurityNumber();
}

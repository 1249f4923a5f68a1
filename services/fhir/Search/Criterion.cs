using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>One parameter of a search: holds when one of its values does.</summary>
/// <param name="Name">With its modifier, as links name it.</param>
/// <param name="Text">As it was sent, and as links repeat it.</param>
public sealed record Criterion(ListParameter Parameter, string Name, string Text, IReadOnlyList<SearchValue> Values)
{
    const int MostValues = 50;

    /// <param name="name">With a modifier, or chained to an identifier.</param>
    /// <param name="fhirBase">Under which addresses are ours.</param>
    /// <exception cref="RefusalException">The modifier is not known, or a value cannot be what it has to be.</exception>
    public static Criterion Read(ListParameter parameter, string name, string text, string fhirBase)
    {
        var modifier = name.Length > parameter.Name.Length ? name[(parameter.Name.Length + 1)..] : null;
        var parts = Escaped.Split(text, ',');
        if (parts.Count > MostValues) throw SearchRefusal.Of("too-many-values", name, $"at most {MostValues} values can be joined by commas: ask in several searches.");
        return new(parameter, name, text, [.. parts.Select(part => Value(parameter, modifier, name, part, fhirBase))]);
    }

    static SearchValue Value(ListParameter parameter, string? modifier, string name, string part, string fhirBase) => (parameter.Type, modifier) switch
    {
        _ when part is "" => throw SearchRefusal.Of("empty-value", name, "a value is empty: leave out the comma, or write one that is meant as \\,."),
        (SearchParamType.Token, null) => Token(parameter, name, part),
        (SearchParamType.Reference, "identifier") => Token(parameter, name, part),
        (SearchParamType.Reference, _) when modifier is null || char.IsAsciiLetterUpper(modifier[0]) => Reference(modifier, name, part, fhirBase),
        (SearchParamType.Date, null) => Date(name, part.Replace(' ', '+')),
        (SearchParamType.Uri, null) => new StringValue(Escaped.Plain(part), "exact"),
        (SearchParamType.String, null or "exact" or "contains") => new StringValue(Escaped.Plain(part), modifier),
        _ => throw SearchRefusal.Of("unknown-modifier", name, $"this server does not know the modifier {modifier} here; leave it out."),
    };

    static TokenValue Token(ListParameter parameter, string name, string part)
    {
        var parts = Escaped.Split(part, '|');
        if (parts.Count > 2) throw SearchRefusal.Of("bad-token", name, "write system|code, and a bar inside of one as \\|.");
        var (system, code) = (parts.Count == 2 ? Escaped.Plain(parts[0]) : null, Escaped.Plain(parts[^1]));
        if (code is "" && system is null or "") throw SearchRefusal.Of("bad-token", name, "there is neither a system nor a code.");
        if (system is not (null or "") && !Uri.IsWellFormedUriString(system, UriKind.Absolute))
            throw SearchRefusal.Of("bad-token", name, "what stands before the bar is no system: a system is an absolute URI, such as http://hospital.example/orders or urn:oid:2.999.1.");
        if (code is not "" && parameter.Codes is { } codes && !codes.Contains(code))
            throw SearchRefusal.Of("unknown-code", name, $"no such code here; there are {string.Join(", ", codes)}.");
        return new(system is "" && parameter.System is not null ? null : system, code is "" ? null : code);
    }

    static ReferenceValue Reference(string? type, string name, string part, string fhirBase)
    {
        var plain = Escaped.Plain(part);
        if (plain.StartsWith(fhirBase + "/", StringComparison.Ordinal)) plain = plain[(fhirBase.Length + 1)..];
        if (plain.Contains(':', StringComparison.Ordinal)) return new(type, plain);
        var steps = plain.Split('/');
        if (steps is [_, _, "_history", _]) steps = steps[..2];
        if (steps.Length > 2 || steps[^1] is "") throw SearchRefusal.Of("bad-reference", name, "write Type/id, an id, or a resource's whole address.");
        return new(steps.Length == 2 ? steps[0] : type, steps[^1]);
    }

    static DateValue Date(string name, string part)
    {
        var prefix = part.Length > 2 && char.IsAsciiLetterLower(part[0]) ? part[..2] : "";
        if (prefix is not ("" or "eq" or "ne" or "gt" or "ge" or "lt" or "le" or "sa" or "eb"))
            throw SearchRefusal.Of("unknown-prefix", name, "before a date there may be eq, ne, gt, ge, lt, le, sa or eb.");
        return DateValue.Period(part[prefix.Length..]) is { } period ? new(prefix is "" ? "eq" : prefix, period.From, period.To)
            : throw SearchRefusal.Of("bad-date", name, "this is no date: write 2026, 2026-11, 2026-11-27 or 2026-11-27T10:30:00Z, with a prefix such as ge before it.");
    }
}

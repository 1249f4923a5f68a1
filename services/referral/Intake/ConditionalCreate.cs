using System.Text;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicNetwork.Referrals;

/// <summary>
/// FHIR R4 http.html#ccreate: an order is taken only if none is there under a placer identifier. A sender that does not know whether
/// its order arrived sends it with this condition, and hears of the first one, whatever the second one says.
/// </summary>
static class ConditionalCreate
{
    /// <summary>The identifier that must be free; null when there is no condition. What else a transaction carries is never there by itself, so its conditions always hold.</summary>
    /// <exception cref="RefusalException">The condition is another than on one identifier.</exception>
    public static Identifier? Of(HttpContext http, Resource sent)
    {
        if (sent is not Bundle bundle) return Read(http.Request.Headers["If-None-Exist"].ToString(), "http.If-None-Exist");
        var order = bundle.Entry.FindIndex(e => e.Resource is ServiceRequest);
        return order < 0 ? null : Read(bundle.Entry[order].Request?.IfNoneExist, $"Bundle.entry[{order}].request.ifNoneExist");
    }

    static Identifier? Read(string? condition, string expression)
    {
        if (string.IsNullOrWhiteSpace(condition)) return null;
        var query = QueryHelpers.ParseQuery(condition[(condition.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        if (query.Count == 1 && query.TryGetValue("identifier", out var values) && values is [{ } token] && Token(token) is [var system, { Length: > 0 } value]) return new(system, value);
        throw Packet.Refuse(RefusalKind.Invalid, "unknown-condition", "An order can be sent on one condition: identifier=system|value, the placer identifier that no order has yet; |value for one without a system.", expression);
    }

    /// <summary>The parts of one token, unescaped (FHIR R4 search.html#escaping); several tokens, or one without a bar, have other than two.</summary>
    static List<string> Token(string text)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ',') return [];
            if (text[i] == '|' && parts.Count == 0)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else part.Append(text[i] == '\\' && i + 1 < text.Length ? text[++i] : text[i]);
        }
        return [.. parts, part.ToString()];
    }
}

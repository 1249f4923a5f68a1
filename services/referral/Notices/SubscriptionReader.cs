using System.Globalization;
using System.Text.Json;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using FhirSubscription = Hl7.Fhir.Model.Subscription;

namespace ClinicNetwork.Referrals;

/// <summary>What a partner's Subscription asks for, read and found possible.</summary>
/// <param name="Sent">The resource without headers, as JSON.</param>
/// <param name="Headers">As a list in JSON; null when it has none.</param>
public sealed record AskedFor(Terms Terms, string Sent, string? Headers);

/// <summary>Reads a Subscription (R5 Backport for FHIR R4): what cannot be honoured is refused, each with its place, and nothing is left out silently.</summary>
public static class SubscriptionReader
{
    const string Criteria = "Subscription.criteria", Channel = "Subscription.channel";
    const int MostFilters = 20;

    /// <exception cref="RefusalException">All that is wrong with it.</exception>
    public static AskedFor Read(Resource sent, Partner partner, DateTimeOffset now)
    {
        if (sent is not FhirSubscription asked) throw Packet.Refuse(RefusalKind.Unprocessable, "wrong-resource", "A Subscription is expected here.", sent.TypeName);
        Limits.Check(asked);
        var topic = Topics.Find(asked.Criteria);
        var (filters, content) = (new List<NoticeFilter>(), Backport.ContentOf(Extension<Code>(asked.Channel?.PayloadElement, Backport.Content)?.Value));
        Refusal[] refusals =
        [
            .. OfTopic(asked, topic, filters), .. OfChannel(asked.Channel, partner), .. OfContent(asked.Channel, topic, content), .. OfHeaders(asked.Channel),
            .. OfNumber(asked.Channel, Backport.Heartbeat, 60, int.MaxValue, "heartbeat-period"), .. OfNumber(asked.Channel, Backport.Timeout, 1, int.MaxValue, "timeout"),
            .. OfNumber(asked.Channel, Backport.MaxCount, 1, int.MaxValue, "max-count"),
            .. asked.End <= now ? [Refuse("end-passed", "end: it lies in the past; leave it out for a subscription without end.", "Subscription.end")] : Array.Empty<Refusal>(),
        ];
        if (refusals.Length > 0) throw new RefusalException(refusals);
        var terms = new Terms(topic!.Code, filters, asked.Channel!.Endpoint!, asked.Channel.Payload!, content!.Value, Number(asked.Channel, Backport.Heartbeat), Number(asked.Channel, Backport.Timeout), asked.End);
        return Without(asked, terms);
    }

    static AskedFor Without(FhirSubscription asked, Terms terms)
    {
        string[] headers = [.. asked.Channel!.Header.OfType<string>()];
        var kept = (FhirSubscription)asked.DeepCopy();
        kept.Channel!.HeaderElement.Clear();
        return new(terms, FhirJson.Write(kept), headers.Length == 0 ? null : JsonSerializer.Serialize(headers));
    }

    static IEnumerable<Refusal> OfTopic(FhirSubscription asked, Topic? topic, List<NoticeFilter> filters)
    {
        if (topic is null)
        {
            yield return Refuse("unknown-topic", $"criteria: it is the canonical URL of a topic; there are {string.Join(", ", Topics.All.Select(t => t.Url))}.", Criteria);
            yield break;
        }
        if (asked.CriteriaElement!.Extension.Count > MostFilters) yield return Refuse("too-many-filters", $"criteria: {MostFilters} filters at most.", Criteria);
        for (var i = 0; i < Math.Min(asked.CriteriaElement.Extension.Count, MostFilters); i++)
        {
            var (extension, place) = (asked.CriteriaElement.Extension[i], $"{Criteria}.extension[{i}]");
            if (extension.Url != Backport.Filter || extension.Value is not FhirString { Value: { } text })
                yield return Refuse("unknown-extension", $"criteria: only filters ({Backport.Filter}, with a valueString) are known here. The topic itself is the value of criteria.", place);
            else if (Filter(text, topic) is { } filter) filters.Add(filter);
            else yield return Refuse("unknown-filter", topic.Filters.Count == 0 ? "This topic has no filters: leave it out." : $"Write a filter as name=value, or name=value,value, without a modifier; this topic has {string.Join(", ", topic.Filters)}.", place);
        }
    }

    /// <summary><c>p=v</c>, <c>Type.p=v</c> or <c>Type?p=v</c>; values behind a system's bar count alone. Null for one that is not known.</summary>
    static NoticeFilter? Filter(string text, Topic topic)
    {
        if (text.Split('=', 2) is not [var name, { Length: > 0 } values]) return null;
        foreach (var prefix in new[] { $"{topic.Focus}.", $"{topic.Focus}?" })
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
        string[] all = [.. values.Split(',').Select(v => v[(v.IndexOf('|', StringComparison.Ordinal) + 1)..])];
        return topic.Filters.Contains(name) && all.Length <= MostFilters && all.All(v => v.Length is > 0 and <= Limits.NameLength) ? new(name, all) : null;
    }

    static IEnumerable<Refusal> OfChannel(FhirSubscription.ChannelComponent? channel, Partner partner)
    {
        if (channel?.Type is not FhirSubscription.SubscriptionChannelType.RestHook || channel.TypeElement?.Extension.Exists(e => e.Url == Backport.ChannelType) == true)
            yield return Refuse("unsupported-channel", "channel.type: notifications go by rest-hook alone.", $"{Channel}.type");
        var endpoint = channel?.Endpoint ?? "";
        if (NotificationEndpoint.ProblemOf(endpoint) is { } problem) yield return Refuse("bad-endpoint", $"channel.endpoint: {problem}", $"{Channel}.endpoint");
        else if (!partner.Allows(endpoint))
            yield return Refuse("endpoint-not-registered", "channel.endpoint: this address is not registered for you; ask the network's operator to register its origin.", $"{Channel}.endpoint");
        // application/json and its like are read as FHIR's, but a receiver is told in FHIR's own words.
        if (channel?.Payload is not { } payload || !FhirFormat.IsJson(payload) || !payload.StartsWith("application/fhir+json", StringComparison.OrdinalIgnoreCase))
            yield return Refuse("unsupported-payload", "channel.payload: notifications are application/fhir+json, of FHIR version 4.0.", $"{Channel}.payload");
    }

    static IEnumerable<Refusal> OfContent(FhirSubscription.ChannelComponent? channel, Topic? topic, NoticeContent? content)
    {
        if (content is null)
            yield return Refuse("unknown-content", $"channel.payload: say with the extension {Backport.Content} how much is told: empty, id-only or full-resource.", $"{Channel}.payload.extension");
        else if (content is NoticeContent.FullResource && topic is { TellsResource: false })
            yield return Refuse("content-not-offered", $"channel.payload: of this topic a {topic.Focus} is not sent along; ask for id-only, and read it.", $"{Channel}.payload.extension");
    }

    static IEnumerable<Refusal> OfHeaders(FhirSubscription.ChannelComponent? channel)
    {
        string[] headers = [.. channel?.Header.Select(h => h ?? "") ?? []];
        if (headers.Length > NoticeHeader.Most) yield return Refuse("too-many-headers", $"channel.header: {NoticeHeader.Most} at most.", $"{Channel}.header");
        for (var i = 0; i < Math.Min(headers.Length, NoticeHeader.Most); i++)
            if (NoticeHeader.ProblemOf(headers[i]) is { } problem) yield return Refuse("bad-header", $"channel.header: {problem}", $"{Channel}.header[{i}]");
    }

    static IEnumerable<Refusal> OfNumber(FhirSubscription.ChannelComponent? channel, string url, int least, int most, string name)
    {
        if (channel?.GetExtension(url) is not null && (Number(channel, url) is not { } number || number < least || number > most))
            yield return Refuse("out-of-range", $"{name}: write a whole number, {least} or more.", $"{Channel}.extension");
    }

    /// <summary>Whole numbers come as several of FHIR's types.</summary>
    static int? Number(FhirSubscription.ChannelComponent? channel, string url) => channel?.GetExtension(url)?.Value is PrimitiveType value
        && int.TryParse(Convert.ToString(value.JsonValue, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static T? Extension<T>(IExtendable? element, string url) where T : DataType => element?.Extension.Find(e => e.Url == url)?.Value as T;

    static Refusal Refuse(string code, string text, string expression) => new(RefusalKind.Unprocessable, code, text, expression);
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Posts notifications: signed, without following redirects, and only where the partner's registration allows it now.</summary>
public sealed class Receivers(HttpClient http, PartnerRegistry registry, TimeProvider clock) : IReceivers
{
    /// <summary>Of the body (W3C WebSub, 8): <c>sha256=</c> and the HMAC-SHA-256 in lower-case hex.</summary>
    public const string Signature = "X-Hub-Signature";

    public async Task<string?> Send(Envelope envelope, CancellationToken ct)
    {
        if ((await registry.All(ct)).GetValueOrDefault(envelope.Partner)?.Body is not { Suspended: false } partner) return "The partner is not registered, or suspended.";
        if (!partner.Allows(envelope.Terms.Endpoint)) return "The endpoint is not registered for the partner any more: ask the network's operator.";
        var patience = TimeSpan.FromSeconds(Math.Min(envelope.Terms.TimeoutSeconds ?? int.MaxValue, Post.LongestAttempt.TotalSeconds));
        using var late = new CancellationTokenSource(patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            using var request = Request(envelope);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode ? null
                : (int)answer.StatusCode is >= 300 and < 400 ? $"The endpoint answered {(int)answer.StatusCode}, and redirects are not followed: register the address that it leads to."
                : $"The endpoint answered {(int)answer.StatusCode}.";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"The endpoint did not answer within {patience.TotalSeconds:0} seconds.";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is NotPublicException ? "The endpoint's name leads to an address that is not public."
                : e.HttpRequestError is HttpRequestError.SecureConnectionError ? "The endpoint's certificate is not trusted."
                : e.HttpRequestError is HttpRequestError.NameResolutionError ? "The endpoint's name is not known."
                : "The endpoint could not be reached.";
        }
    }

    static HttpRequestMessage Request(Envelope envelope)
    {
        var body = Encoding.UTF8.GetBytes(envelope.Body);
        var request = new HttpRequestMessage(HttpMethod.Post, envelope.Terms.Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(envelope.Terms.Payload);
        foreach (var header in envelope.Headers)
        {
            var (name, value) = NoticeHeader.Parts(header);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation(Signature, $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(envelope.Secret), body))}");
        return request;
    }
}

/// <summary>A header that a partner wants to get back with each notification, as <c>Name: value</c> (FHIR R4 Subscription.channel.header).</summary>
public static class NoticeHeader
{
    public const int Longest = 4000;
    public const int Most = 20;

    /// <summary>What the connection itself is made of, or is ours to say.</summary>
    static readonly string[] Ours =
        ["Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Expect", "TE", "Trailer", "Proxy-Authorization", "Proxy-Connection", Receivers.Signature];

    public static (string Name, string Value) Parts(string header) =>
        header.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (header[..colon], header[(colon + 1)..].Trim()) : ("", "");

    /// <summary>What is wrong with it, in words; null when nothing is. The value is never repeated: it may be a token.</summary>
    public static string? ProblemOf(string header)
    {
        var (name, value) = Parts(header);
        return name is "" || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) ? "write Name: value, such as Authorization: Bearer and a token."
            : !value.All(c => c is >= ' ' and <= '~') ? "a header's value is printable ASCII on one line."
            : header.Length > Longest ? $"a header has {Longest} characters at most."
            : Ours.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{name} is set by the network itself."
            : null;
    }
}

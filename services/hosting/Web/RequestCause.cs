using System.Security.Cryptography;
using System.Text.Json;

namespace ClinicNetwork.Hosting;

/// <summary>The cause that a request is: who calls, under the caller's own id of it.</summary>
public static class RequestCause
{
    /// <summary>With an <c>Idempotency-Key</c> the same request twice has one effect, and another request under that key is refused.</summary>
    /// <param name="what">What the request wants; a part of its content.</param>
    /// <exception cref="RefusalException">The key is no UUID.</exception>
    public static Cause Of<TWhat>(HttpContext http, TWhat what)
    {
        var actor = Caller.Of(http.User).Actor;
        if (http.Request.Headers["Idempotency-Key"].FirstOrDefault() is not { } key) return Cause.Own(actor);
        if (!Guid.TryParse(key, out var id))
            throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-idempotency-key", "Idempotency-Key must be a UUID.", "Idempotency-Key"));
        var said = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { id, actor, kind = typeof(TWhat).Name, what }));
        return new(id, actor, new Guid(said.AsSpan(0, 16)));
    }
}

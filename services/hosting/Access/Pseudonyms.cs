using System.Security.Cryptography;
using System.Text;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Ids made from what must not be known: a patient's record number, a member's id. Keyed (HMAC-SHA-256), so that nobody without
/// the key file can find out by trying which number an id stands for.
/// </summary>
public sealed class Pseudonyms(byte[] key)
{
    /// <summary>64 lower-case hex digits; the same for the same text under the same key.</summary>
    public string Of(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads the key from the file that <c>Identity:PseudonymKey</c> names: 32 bytes or more.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is too short.</exception>
    public static Pseudonyms Read(IConfiguration configuration)
    {
        var path = configuration["Identity:PseudonymKey"]
            ?? throw new InvalidOperationException("Identity:PseudonymKey is missing: the path of a file with at least 32 random bytes, the same for every instance.");
        var key = File.ReadAllBytes(path);
        return key.Length >= 32 ? new(key) : throw new InvalidOperationException($"Identity:PseudonymKey: {path} holds {key.Length} bytes; at least 32 are needed.");
    }
}

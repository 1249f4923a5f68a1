using System.Security.Cryptography;
using System.Text;

namespace ClinicNetwork.Referrals;

public static class ReferralIds
{
    /// <summary>
    /// The id that a partner's order always gets, 32 hex digits: sending it again finds the same document, and no partner
    /// can occupy another's number.
    /// </summary>
    public static string For(string partner, Identifier placer) => Hash($"{partner}\n{placer.System}\n{placer.Value}")[..32];

    /// <summary>SHA-256 in lower-case hex, 64 digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

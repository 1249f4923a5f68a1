using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ClinicNetwork.Referrals;

/// <summary>What JSON says, apart from how it is written.</summary>
static class Content
{
    /// <summary>SHA-256 in hex of JSON whose numbers are compared by their value: <c>2.0</c> is <c>2</c>.</summary>
    public static string Hash(string json)
    {
        var said = new ArrayBufferWriter<byte>(json.Length + 1);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            said.Write([(byte)('A' + (int)reader.TokenType)]);
            said.Write(reader.TokenType switch
            {
                JsonTokenType.PropertyName or JsonTokenType.String => JsonEncodedText.Encode(reader.GetString()!).EncodedUtf8Bytes,
                JsonTokenType.Number => reader.TryGetDecimal(out var number) ? Encoding.UTF8.GetBytes(Plain(number)) : reader.ValueSpan,
                _ => default,
            });
            said.Write("\n"u8);
        }
        return Convert.ToHexStringLower(SHA256.HashData(said.WrittenSpan));
    }

    /// <summary>Dividing by one written with 28 places takes the zeros at the end away.</summary>
    static string Plain(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}

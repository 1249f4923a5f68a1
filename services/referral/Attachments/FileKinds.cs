namespace ClinicNetwork.Referrals;

/// <summary>The kinds of file that are taken, each known by how its content begins: what a name or a sender calls it may be wrong, or meant to be.</summary>
static class FileKinds
{
    static readonly (string ContentType, string Extension, byte[] Begins)[] All =
    [
        ("application/pdf", "pdf", [.. "%PDF-"u8]),
        ("image/png", "png", [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        ("image/jpeg", "jpg", [0xFF, 0xD8, 0xFF]),
    ];

    /// <returns>Null for anything else.</returns>
    public static string? Of(ReadOnlySpan<byte> content)
    {
        foreach (var (contentType, _, begins) in All)
            if (content.StartsWith(begins)) return contentType;
        return null;
    }

    public static string Extension(string contentType) => All.First(k => k.ContentType == contentType).Extension;
}

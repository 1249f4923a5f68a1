using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>The referrals that were written elsewhere, beside the repository; absent on a machine that has only the repository.</summary>
public static class SharedData
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<(string Name, byte[] Bundle, string Outcome)> Referrals()
    {
        if (Folder is null) yield break;
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "referrals-expected.json")));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "referrals"), "*.json").Order())
            yield return (Path.GetFileName(file), File.ReadAllBytes(file), expected.RootElement.GetProperty(Path.GetFileName(file)).GetProperty("outcome").GetString()!);
    }

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data", "referrals")))
                return Path.Combine(folder.FullName, "shared", "data");
        return null;
    }
}

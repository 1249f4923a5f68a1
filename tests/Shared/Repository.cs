namespace ClinicNetwork.Tests.Shared;

/// <summary>The checkout that these tests were built in.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ClinicNetwork.sln"))) return folder.FullName;
        throw new FileNotFoundException("ClinicNetwork.sln lies above no folder of this test");
    }
}

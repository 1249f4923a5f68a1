using System.Reflection;

namespace ClinicNetwork.Local;

/// <summary>Where this working copy lies, and where its build put each program.</summary>
static class Repository
{
    const string Solution = "ClinicNetwork.sln";

    /// <summary>The working copy's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where state lies unless <c>--state</c> says otherwise; git ignores it.</summary>
    public static string UsualState => Path.Combine(Root, ".state");

    /// <summary>The seed files.</summary>
    public static string Seed => Path.Combine(Root, "deploy", "local", "Seed");

    /// <summary>The built program of a project, e.g. <c>services/referral</c> and <c>ClinicNetwork.Referral</c>.</summary>
    /// <exception cref="LaunchException">It was not built.</exception>
    public static string Program(string root, string folder, string assembly)
    {
        var configuration = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";
        var path = Path.Combine(root, folder, "bin", configuration, framework, assembly + ".dll");
        return File.Exists(path)
            ? path
            : throw new LaunchException($"{Path.GetRelativePath(root, path)} is missing: build it with 'dotnet build deploy/local -c {configuration}' in {root}.");
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Solution))) return folder.FullName;
        throw new LaunchException($"The launcher runs from a working copy: no {Solution} lies above {AppContext.BaseDirectory}.");
    }
}

using System.Xml.Linq;

namespace Tests.Architecture;

/// <summary>Who may know whom, read from the project files themselves.</summary>
public class ProjectReferences
{
    sealed record Project(string Folder, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages);

    static readonly string[] Services = ["services/referral", "services/scheduling", "services/insurance", "services/operations"];

    static IEnumerable<string> Violations(IEnumerable<Project> projects)
    {
        foreach (var project in projects)
        {
            foreach (var known in project.Projects.Where(p => Services.Contains(p)))
                if (project.Folder.StartsWith("services/", StringComparison.Ordinal) || project.Folder is "gateway" or "contracts")
                    yield return $"{project.Folder} references {known}";
            if (project.Folder == "contracts" && (project.Projects.Count > 0 || project.Packages.Count > 0)) yield return "contracts references something";
            if (project.Folder == "services/kernel" && (project.Projects.Any(p => p != "contracts") || project.Packages.Count > 0)) yield return "the kernel references more than the contracts";
        }
    }

    [Fact]
    public void No_service_references_another_service_and_contracts_reference_nothing() => Assert.Empty(Violations(Read()));

    [Fact]
    public void The_rule_sees_a_service_that_references_another() => Assert.Equal(
        ["services/referral references services/insurance", "contracts references something", "the kernel references more than the contracts"],
        Violations([new("services/referral", ["services/hosting", "services/insurance"], []), new("contracts", [], ["MassTransit"]), new("services/kernel", ["contracts"], ["MongoDB.Driver"])]));

    [Fact]
    public void Every_service_was_looked_at() => Assert.Superset(Services.ToHashSet(), Read().Select(p => p.Folder).ToHashSet());

    static List<Project> Read() =>
    [
        .. new[] { "contracts", "gateway", "services" }.SelectMany(top => Directory.EnumerateFiles(Path.Combine(Repository.Root, top), "*.csproj", SearchOption.AllDirectories))
            .Select(file => (Folder: Path.GetDirectoryName(file)!, Xml: XDocument.Load(file)))
            .Select(p => new Project(Relative(p.Folder),
                [.. p.Xml.Descendants("ProjectReference").Select(r => Relative(Path.GetDirectoryName(Path.GetFullPath(Path.Combine(p.Folder, r.Attribute("Include")!.Value)))!))],
                [.. p.Xml.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value)])),
    ];

    static string Relative(string folder) => Path.GetRelativePath(Repository.Root, folder).Replace('\\', '/');
}

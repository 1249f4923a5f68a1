using System.Security.Cryptography;
using System.Text;

namespace ClinicNetwork.Engines;

/// <summary>What goes into the root file system. Its hash names the cached copy, so a change here builds a new one.</summary>
static class RootFsRecipe
{
    const string Suite = "forky";

    static readonly string[] Packages = ["adduser", "postgresql-18", "postgresql-18-documentdb", "rabbitmq-server"];

    // Not /usr/share/postgresql/*/man: the postgresql package's own set-up script wants it.
    static readonly string[] LeftOut =
    [
        "/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*", "/usr/lib/postgresql/*/lib/bitcode/*",
    ];

    // A stored mirror's Release file may be past its date.
    static readonly string[] Options =
    [
        "--variant=essential",
        "--components=main",
        "--format=tar",
        "--aptopt=Acquire::Check-Valid-Until \"false\"",
        "--aptopt=APT::Install-Recommends \"false\"",
        "--essential-hook=mkdir -p \"$1/etc/postgresql-common\"; echo 'create_main_cluster = false' > \"$1/etc/postgresql-common/createcluster.conf\"",
        "--customize-hook=mkdir -p \"$1/srv\"; printf '127.0.0.1 localhost\\n' > \"$1/etc/hosts\"; printf 'localhost\\n' > \"$1/etc/hostname\"",
    ];

    public static string Hash { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Arguments("root", "mirror")))))[..12];

    /// <summary>The arguments of <c>mmdebstrap</c>; the archive goes to standard output.</summary>
    public static IEnumerable<string> Arguments(string mode, string mirror) =>
    [
        $"--mode={mode}", .. Options, .. LeftOut.Select(path => $"--dpkgopt=path-exclude={path}"),
        $"--include={string.Join(',', Packages)}", Suite, "-", mirror,
    ];
}

using System.Globalization;

namespace ClinicNetwork.Engines;

/// <summary>
/// Runs a program of the root file system in mount and process namespaces of its own: when the program (or this process)
/// ends, however it ends, everything it started and everything it mounted is gone with it.
/// </summary>
/// <remarks>
/// As root this is a chroot that drops to the program's user. An ordinary user gets there with user namespaces: the outer
/// one may mount, the inner one calls itself by the user id that the program wants to see. A change of credentials clears
/// the parent-death signal, so each step sets it again.
/// </remarks>
sealed class Box(RootFs root)
{
    const string Mounts = """
        set -e
        root=$1 data=$2 uid=$3 gid=$4; shift 4
        mount --rbind /proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs tmpfs "$root/tmp"
        mount --bind "$data" "$root/srv"
        ulimit -n 16384 2>/dev/null || true

        """;

    const string DropAsRoot = Mounts + """
        chown "$uid:$gid" "$root/srv"
        exec chroot "$root" setpriv --reuid "$uid" --regid "$gid" --clear-groups --pdeathsig KILL -- "$@"
        """;

    const string DropAsUser = Mounts + """
        exec unshare --user --map-user="$uid" --map-group="$gid" --root="$root" --wd=/ setpriv --pdeathsig KILL -- "$@"
        """;

    static readonly string[] BecomeRoot = ["unshare", "--user", "--map-root-user", "setpriv", "--pdeathsig", "KILL"];

    static readonly string[] Namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];

    static readonly string[] CleanEnvironment = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

    /// <summary>The command line, for this machine, of a program inside the box.</summary>
    /// <param name="user">The account of the root file system that it runs as.</param>
    /// <param name="data">The folder of this machine that it sees as <c>/srv</c>.</param>
    /// <param name="environment">All of its variables, as <c>NAME=value</c>, beside a plain PATH and LANG.</param>
    /// <param name="program">Program and arguments, as seen inside.</param>
    public IEnumerable<string> Command(string user, string data, IEnumerable<string> environment, IEnumerable<string> program)
    {
        var (uid, gid) = root.Account(user);
        string[] script =
        [
            "sh", "-c", Signals.IsRoot ? DropAsRoot : DropAsUser, user, root.Path, data,
            uid.ToString(CultureInfo.InvariantCulture), gid.ToString(CultureInfo.InvariantCulture),
        ];
        return (Signals.IsRoot ? [] : BecomeRoot)
            .Concat(Namespaces).Concat(script).Concat(CleanEnvironment).Concat(environment).Concat(program);
    }

    /// <summary>The process inside the box: the one child of the process that holds the namespaces; null when it has ended.</summary>
    public static int? Inside(ChildProcess box)
    {
        try
        {
            var children = File.ReadAllText($"/proc/{box.Pid}/task/{box.Pid}/children");
            return int.TryParse(children.Split(' ')[0], CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

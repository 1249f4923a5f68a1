using System.Globalization;

namespace ClinicNetwork.Local;

/// <summary>What the launcher was asked on its command line.</summary>
public sealed record Arguments
{
    /// <summary>The sub-command; <c>up</c> when none was named.</summary>
    public string Command { get; init; } = "up";
    /// <summary>What the sub-command is about, for example a partner's id; empty when it needs nothing.</summary>
    public string Subject { get; init; } = "";
    /// <summary>The state folder; null for the usual one.</summary>
    public string? State { get; init; }
    /// <summary>The gateway's port, 1–65535; null for the running network's, else 8080.</summary>
    public int? Port { get; init; }
    /// <summary>Demonstration referrals to send, 1–10,000.</summary>
    public int Referrals { get; init; } = 25;
    /// <summary>Processes of every service, 1–9.</summary>
    public int Instances { get; init; } = 1;
    /// <summary>True when the network comes up without demonstration referrals.</summary>
    public bool NoDemo { get; init; }
    /// <summary>Whose id a person's token carries; null for the first one seeded.</summary>
    public string? Id { get; init; }

    /// <summary>How the launcher is used, for people.</summary>
    public const string Usage = """
        Usage: dotnet run --project deploy/local -- [command] [--state DIR] [--port N]

          (none)                start the whole network, seed it, send 25 demonstration referrals, stay up (Ctrl-C stops it)
              --no-demo         … without the demonstration referrals
              --referrals N     … with N of them
              --instances N     … with N processes of every service behind the gateway (1–9)
          demo --referrals N    send N more to the running network
          token NAME            print an access token: general-hospital, lakeside-medical-center, st-brendan (partners),
                                coordinator, therapist, billing, operator, auditor (people; --id ID for one therapist)
          status                print addresses and process ids as JSON
          verify                read every document and print each violated invariant; exit code 1 if there is one
        """;

    static readonly string[] Commands = ["up", "demo", "token", "status", "verify", "help"];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="LaunchException">Something in it is not understood; the message says what.</exception>
    public static Arguments Parse(IReadOnlyList<string> line)
    {
        var read = new Arguments();
        var words = new List<string>();
        for (var i = 0; i < line.Count; i++)
            read = line[i] switch
            {
                "--no-demo" => read with { NoDemo = true },
                "--help" or "-h" => read with { Command = "help" },
                "--state" => read with { State = Value(line, ref i) },
                "--id" => read with { Id = Value(line, ref i) },
                "--port" => read with { Port = Number(line, ref i, 65_535) },
                "--instances" => read with { Instances = Number(line, ref i, 9) },
                "--referrals" => read with { Referrals = Number(line, ref i, 10_000) },
                ['-', ..] => throw new LaunchException($"{line[i]} is not an option of the launcher: --help names those there are."),
                _ => Keep(read, words, line[i]),
            };
        if (words is [var command, ..] && !Commands.Contains(command))
            throw new LaunchException($"'{command}' is not a command of the launcher: --help names those there are.");
        if (words.Count > (words is ["token", ..] ? 2 : 1))
            throw new LaunchException($"'{words[^1]}' is one word too many: --help shows how the launcher is used.");
        if (words is ["token"])
            throw new LaunchException("token needs a name: a partner's, for example general-hospital, or a role, for example coordinator.");
        return read.Command == "help" ? read : read with { Command = words.FirstOrDefault("up"), Subject = words.ElementAtOrDefault(1) ?? "" };
    }

    static Arguments Keep(Arguments read, List<string> words, string word)
    {
        words.Add(word);
        return read;
    }

    static string Value(IReadOnlyList<string> line, ref int i) => ++i < line.Count && line[i].Length > 0
        ? line[i]
        : throw new LaunchException($"{line[i - 1]} needs a value after it.");

    static int Number(IReadOnlyList<string> line, ref int i, int most)
    {
        var (option, value) = (line[i], Value(line, ref i));
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new LaunchException($"{option} takes a whole number from 1 to {most}, not '{value}'.");
    }
}

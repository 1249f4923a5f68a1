using Spectre.Console;

namespace ClinicNetwork.Local;

/// <summary>What the launcher says to a person: coloured on a terminal, plain lines elsewhere.</summary>
sealed class Terminal(IAnsiConsole console) : IProgress<string>
{
    const int PlainWidth = 400;
    readonly Lock gate = new();

    /// <summary>Standard output, as wide as needed where no terminal sets a width.</summary>
    public static Terminal Standard()
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = PlainWidth;
        return new(console);
    }

    /// <summary>One line of progress.</summary>
    public void Report(string value) => Line($"[grey]·[/] {Markup.Escape(value)}");

    /// <summary>One line with markup.</summary>
    public void Line(string markup)
    {
        lock (gate) console.MarkupLine(markup);
    }

    /// <summary>Where everything answers.</summary>
    public void Addresses(LocalNetwork network)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "where", "process");
        Row("console", network.Gateway.ToString(), null);
        Row("FHIR base", new Uri(network.Gateway, "fhir").ToString(), null);
        foreach (var (name, address) in network.Addresses.OrderBy(a => a.Key != "gateway")) Row(name, address.ToString(), name);
        Row("MongoDB", network.MongoDb, "mongo-wire");
        Row("RabbitMQ", network.RabbitMq, "rabbitmq");
        lock (gate) console.Write(table);

        void Row(string what, string where, string? process) => table.AddRow(
            Markup.Escape(what), Markup.Escape(where), process is not null && network.Processes.TryGetValue(process, out var pid) ? $"{pid}" : "");
    }
}

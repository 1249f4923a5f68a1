namespace ClinicNetwork.Local;

/// <summary>One of the network's own programs: where it is built and what it is called.</summary>
/// <param name="Name">Its name for people, for <c>status</c> and for its database.</param>
/// <param name="Folder">Its project's folder.</param>
/// <param name="Assembly">Its program.</param>
sealed record ServiceProgram(string Name, string Folder, string Assembly)
{
    public static ServiceProgram Gateway { get; } = new("gateway", "gateway", "ClinicNetwork.Gateway");

    /// <summary>Stands in for the payers; nothing of the network's own.</summary>
    public static ServiceProgram PayerSimulator { get; } = new("payer-simulator", "deploy/payer-simulator", "ClinicNetwork.PayerSimulator");

    /// <summary>Those that the gateway stands before.</summary>
    public static ServiceProgram[] Behind { get; } =
    [
        new("referral", "services/referral", "ClinicNetwork.Referral"),
        new("scheduling", "services/scheduling", "ClinicNetwork.Scheduling"),
        new("insurance", "services/insurance", "ClinicNetwork.Insurance"),
        new("operations", "services/operations", "ClinicNetwork.Operations"),
    ];

    public static ServiceProgram[] All { get; } = [Gateway, .. Behind, PayerSimulator];

    /// <summary>Everything that a network runs, with so many instances of each service behind the gateway.</summary>
    /// <param name="beside">As <see cref="LocalNetworkOptions.Beside"/>.</param>
    public static IReadOnlyList<Instance> Instances(int number, string? beside = null) =>
    [
        new(Gateway, 1, Repository.Root),
        .. Behind.SelectMany(program => Enumerable.Range(1, number).Select(n => new Instance(program, n, n % 2 == 0 && beside is not null ? beside : Repository.Root))),
        new(PayerSimulator, 1, Repository.Root),
    ];
}

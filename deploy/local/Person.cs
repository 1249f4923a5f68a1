namespace ClinicNetwork.Local;

/// <summary>Somebody that the development sign-in vouches for. In production the operator's own provider does that.</summary>
/// <param name="Chains">Chains that the person may see; <c>*</c> for all.</param>
/// <param name="Therapist">The therapist's id in scheduling, for a therapist.</param>
/// <param name="Partner">The hospital's id, for its staff.</param>
sealed record Person(string Subject, string Name, string Role, string[] Chains, string? Therapist = null, string? Partner = null)
{
    static readonly string[] Both = ["bay-state-therapy", "pilgrim-bodywork"];
    static readonly string[] Every = ["*"];

    public static string[] Roles { get; } = ["coordinator", "therapist", "billing", "operator", "auditor", "referrer"];

    public static Person Operator { get; } = new("operator", "Olive Operator", "operator", Every);

    /// <summary>The person who stands for a role; null when there is no such role.</summary>
    /// <param name="id">Which therapist, or whose referrer; null for the first one seeded.</param>
    /// <exception cref="LaunchException">No therapist of that id is seeded.</exception>
    public static Person? Find(string role, string? id) => role switch
    {
        "coordinator" => new("coordinator", "Cora Coordinator", role, Both),
        "billing" => new("billing", "Bill Billing", role, Both),
        "auditor" => new("auditor", "Audrey Auditor", role, Every),
        "operator" => Operator,
        "therapist" => Therapists.Find(id) is var (therapist, name, chain) ? new(therapist, name, role, [chain], therapist) : null,
        "referrer" => Referrals(id ?? Local.Partner.All[0].Id),
        _ => null,
    };

    /// <exception cref="LaunchException">No hospital of that id is seeded.</exception>
    static Person Referrals(string hospital) => Local.Partner.All.Any(p => p.Id == hospital)
        ? new($"referrer-{hospital}", "Greta General", "referrer", [], Partner: hospital)
        : throw new LaunchException($"There is no hospital '{hospital}': {string.Join(", ", Local.Partner.All.Select(p => p.Id))}.");
}

namespace ClinicNetwork.Referrals;

/// <summary>
/// The keys by which a referral is found, kept in its state: its place in its hospital's, its chain's and the whole network's lists, by
/// arrival and by its status's last change, all of them and those of its standing alone; and the numbers that few have.
/// </summary>
public static class ReferralKeys
{
    public const string Network = "network";
    /// <summary>Instead of a standing: whichever.</summary>
    public const string Any = "any";

    public static IReadOnlyList<string> Of(Referral r) => r.Placer is not { } placer ? [] :
    [
        .. from owner in new[] { Partner(r.Partner), Chain(r.Chain), Network }
           from standing in new[] { Any, Standing(r.TaskStatus, r.BusinessStatus) }
           from key in new[] { ListKey.For(List(owner, standing, ListOrder.Arrived), r.ReceivedAt, r.ReferralId), ListKey.For(List(owner, standing, ListOrder.Updated), r.Since, r.ReferralId) }
           select key,
        Placer(placer.System, placer.Value), Placer(null, placer.Value), .. r.PatientKey is { } patient ? [Patient(patient)] : Array.Empty<string>(),
    ];

    public static string Partner(string id) => $"partner/{id}";

    public static string Chain(string id) => $"chain/{id}";

    public static string List(string owner, string standing, ListOrder order) => $"{owner}/{standing}/{(order is ListOrder.Arrived ? "arrived" : "updated")}";

    /// <param name="system">Null: the number in whichever system.</param>
    public static string Placer(string? system, string value) => $"placer/{ReferralIds.Hash(system is null ? value : $"{system}\n{value}")[..32]}";

    public static string Patient(string key) => $"patient/{key}";

    /// <summary>Task status and business status in one: either is a set of these.</summary>
    public static string Standing(string taskStatus, BusinessStatus business) => $"{taskStatus}-{business}";

    /// <summary>Every standing that there can be.</summary>
    public static IReadOnlyList<(string TaskStatus, BusinessStatus Business)> Standings { get; } =
        [.. Enum.GetValues<BusinessStatus>().SelectMany(b => new[] { false, true }, (b, onHold) => (Referral.StatusOf(b, onHold), b)).Distinct()];
}

/// <summary>What a list goes by.</summary>
public enum ListOrder
{
    /// <summary>When the order was received.</summary>
    Arrived,
    /// <summary>When status or reason last changed.</summary>
    Updated,
}

namespace ClinicNetwork.Referrals;

/// <summary>
/// The keys by which a referral is found, kept in its state: its place in its hospital's, its chain's and the whole network's lists, by
/// arrival and by its status's last change, all of them and those of its standing alone; by its order's last change; and the numbers that few have.
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
           from order in Enum.GetValues<ListOrder>()
           where order is not ListOrder.OrderUpdated || standing is Any
           select ListKey.For(List(owner, standing, order), r.At(order), r.ReferralId),
        Placer(placer.System, placer.Value), Placer(null, placer.Value), .. r.PatientKey is { } patient ? [Patient(patient)] : Array.Empty<string>(), .. r.NameKeys.Select(Name),
    ];

    /// <summary>The instant that a list goes by.</summary>
    public static DateTimeOffset At(this Referral r, ListOrder order) => order switch
    {
        ListOrder.Arrived => r.ReceivedAt,
        ListOrder.Updated => r.Since,
        _ => r.OrderSince ?? r.ReceivedAt,
    };

    public static string Partner(string id) => $"partner/{id}";

    public static string Chain(string id) => $"chain/{id}";

    public static string List(string owner, string standing, ListOrder order) => $"{owner}/{standing}/{order switch { ListOrder.Arrived => "arrived", ListOrder.Updated => "updated", _ => "ordered" }}";

    /// <param name="system">Null: the number in whichever system.</param>
    public static string Placer(string? system, string value) => $"placer/{ReferralIds.Hash(system is null ? value : $"{system}\n{value}")[..32]}";

    public static string Patient(string key) => $"patient/{key}";

    /// <param name="key">See <see cref="PatientNames"/>.</param>
    public static string Name(string key) => $"name/{key}";

    /// <summary>Task status and business status in one: either is a set of these.</summary>
    public static string Standing(string taskStatus, BusinessStatus business) => $"{taskStatus}-{business}";

    /// <summary>Every standing that there can be.</summary>
    public static IReadOnlyList<(string TaskStatus, BusinessStatus Business)> Standings { get; } =
        [.. from business in Enum.GetValues<BusinessStatus>()
            from status in new[] { Referral.StatusOf(business, false, false), Referral.StatusOf(business, true, false), Referral.StatusOf(business, false, true) }.Distinct()
            select (status, business), ("entered-in-error", BusinessStatus.Cancelled)];
}

/// <summary>What a list goes by.</summary>
public enum ListOrder
{
    /// <summary>When the order was received.</summary>
    Arrived,
    /// <summary>When status or reason last changed.</summary>
    Updated,
    /// <summary>When the order itself was received, revoked or completed.</summary>
    OrderUpdated,
}

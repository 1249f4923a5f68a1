namespace ClinicNetwork.Operations.Rules;

/// <summary>One kind of policy data that an owner keeps in versions, and how it is asked for.</summary>
/// <param name="Place">rules or directory: the page that it is shown on.</param>
/// <param name="Path">Of the owner's API; the list where there is one, the one document where there is not.</param>
/// <param name="PerChain">True when there is one for each chain, named by it, and no list.</param>
/// <param name="Optional">Fields that the owner leaves out while they are not set, with an example of their kind.</param>
/// <param name="Columns">Of lists, so that an empty one can be written to; a column of numbers ends in <c>#</c>.</param>
public sealed record PolicyKind(string Place, string Code, string Title, string Service, string Path, string Teaches, bool PerChain = false, bool IsOne = false)
{
    public IReadOnlyDictionary<string, string> Optional { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public string Address => $"/{Place}/{Code}";
    public string Of(string id) => $"{Address}/{Uri.EscapeDataString(id)}";
    /// <summary>Of one document at its owner.</summary>
    public string ApiOf(string id) => IsOne ? Path : $"{Path}/{Uri.EscapeDataString(id)}";

    public static IReadOnlyList<PolicyKind> All { get; } =
    [
        new("rules", "screening", "Screening", "referral", "/api/screening-rules/screening", "Which diagnoses are taken without a person, and which always go to one.", IsOne: true)
        {
            Columns = new Dictionary<string, IReadOnlyList<string>> { ["codes"] = ["system", "code"] },
        },
        new("rules", "payers", "Payers", "insurance", "/api/payer-rules", "What each payer pays for and what it asks first.")
        {
            Optional = new Dictionary<string, string> { ["reason"] = "text", ["visitsPerYear"] = "1", ["authorization.visits"] = "1", ["memberShare.copayUsd"] = "1", ["memberShare.coinsurancePercent"] = "1", ["fundUsd"] = "1", ["allowedPriceUsd"] = "1" },
        },
        new("rules", "routing", "Routing weights", "scheduling", "/api/chains", "How each chain places series: what counts when places are compared, and how long a hold lasts.")
        {
            Optional = new Dictionary<string, string> { ["nearKm"] = "1" },
        },
        new("rules", "clocks", "Clocks", "referral", "/api/referral-rules", "What each chain promises, and how long it waits for others.", PerChain: true)
        {
            Optional = new Dictionary<string, string> { ["reportWithinHours"] = "1" },
            Columns = new Dictionary<string, IReadOnlyList<string>> { ["clocks"] = ["clock", "businessDays#", "priority"] },
        },
        new("directory", "locations", "Locations", "scheduling", "/api/locations", "Where visits happen: rooms, hours, closed days.")
        {
            Optional = new Dictionary<string, string> { ["closesOn"] = "2026-12-31" },
            Columns = new Dictionary<string, IReadOnlyList<string>> { ["hours"] = ["weekday", "from", "to"] },
        },
        new("directory", "therapists", "Therapists", "scheduling", "/api/therapists", "Who treats: licence, credential, techniques, rota.")
        {
            Optional = new Dictionary<string, string> { ["certificate.trainingHours"] = "1", ["certificate.practicalTraining"] = "2026-12-31", ["certificate.examPassed"] = "2026-12-31", ["certificate.expires"] = "2026-12-31" },
            Columns = new Dictionary<string, IReadOnlyList<string>> { ["shifts"] = ["weekday", "location", "from", "to"] },
        },
        new("directory", "partners", "Partners", "referral", "/api/partners", "Hospitals: their keys, scopes, order numbers and where they are notified."),
    ];

    public static IReadOnlyList<PolicyKind> In(string place) => [.. All.Where(kind => kind.Place == place)];

    public static PolicyKind? Find(string place, string code) => All.FirstOrDefault(kind => kind.Place == place && kind.Code == code);
}

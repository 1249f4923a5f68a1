namespace ClinicNetwork.Operations.Desk;

/// <summary>Keys that open what may be done; shown beside it, and only where it is shown.</summary>
static class DeedKeys
{
    static readonly Dictionary<string, string> All = new()
    {
        ["accept"] = "a", ["ask"] = "q", ["reject"] = "r", ["reply"] = "y", ["resolve"] = "v", ["note"] = "n", ["contact"] = "o", ["transfer"] = "t",
        ["hand-back"] = "b", ["discharge"] = "d", ["reopen"] = "p", ["confirm-cancellation"] = "e", ["accept-estimate"] = "a",
    };

    /// <summary>Null where there is none.</summary>
    public static string? Of(string deed) => All.GetValueOrDefault(deed);
}

namespace ClinicNetwork.Operations.Overview;

/// <summary>The colour that goes with a standing; never the only sign of it.</summary>
static class Tones
{
    /// <param name="businessStatus">BSeR's code.</param>
    public static string Of(string businessStatus, bool isOnHold = false) => isOnHold ? "wait" : businessStatus switch
    {
        "5.1.1" or "5.1.4" => "go",
        "7.0" => "done",
        "4.0" or "6.0" => "end",
        "5.1.2" or "5.1.3" or "5.2" => "stop",
        _ => "new",
    };
}

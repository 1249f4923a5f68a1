using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Who sees which referral.</summary>
public static class Visibility
{
    /// <summary>A partner, and a person of one, sees only what the partner sent; other people only their chains.</summary>
    public static bool MaySee(this Referral referral, HttpContext http) =>
        Caller.Of(http.User) is var caller && (caller.Partner is { } partner ? partner == referral.Partner : caller.MaySee(referral.Chain));

    public static IResult NotFound(HttpContext http) => Problems.ToResult(http,
        new Refusal(RefusalKind.NotFound, "not-found", "There is no such referral, or it was sent by somebody else."));
}

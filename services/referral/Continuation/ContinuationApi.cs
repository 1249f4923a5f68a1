using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <param name="Visits">How many more.</param>
public sealed record ContinuationRequest(int? Visits = null, string? GoalsMet = null, string? GoalsOpen = null);

/// <summary>The therapist's or a coordinator's word on whether more visits are needed.</summary>
static class ContinuationApi
{
    public static void MapContinuation(this WebApplication app)
    {
        var continuation = app.MapGroup("/api/referrals/{id}/continuation").RequireAuthorization(AccessPolicies.Roles("coordinator", "therapist"));
        continuation.MapPost("ask", Ask);
        continuation.MapPost("not-needed", (string id, HttpContext http) => DeskCommands.Run(id, http, new NeedNoMore(), ReferralDecider.Decide));
    }

    static async Task<IResult> Ask(string id, HttpContext http)
    {
        var said = await JsonBody.Read<ContinuationRequest>(http);
        return await DeskCommands.RunByRules(id, http, rules => new AskForMore(said.Visits, said.GoalsMet, said.GoalsOpen, rules.Questions), ReferralDecider.Decide);
    }
}

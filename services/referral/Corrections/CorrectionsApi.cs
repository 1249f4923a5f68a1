using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>What people of either side say of an order that was wrong, or that came twice. Systems correct by <c>PUT /fhir/ServiceRequest/{id}</c>.</summary>
static class CorrectionsApi
{
    public static void MapCorrections(this WebApplication app)
    {
        app.MapPost("/api/referrals/{id}/entered-in-error", EnteredInError).RequireAuthorization(AccessPolicies.Roles("referrer"));
        app.MapPost("/api/referrals/{id}/duplicates/clear", (string id, HttpContext http) => DeskCommands.Run(id, http, new ClearDuplicates(), ReferralDecider.Decide))
            .RequireAuthorization(AccessPolicies.Roles("coordinator"));
    }

    static async Task<IResult> EnteredInError(string id, HttpContext http) =>
        await DeskCommands.Run(id, http, new EnterInError((await JsonBody.ReadOrNull<ReasonRequest>(http))?.Text), ReferralDecider.Decide);
}

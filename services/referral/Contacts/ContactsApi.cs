using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

public static class ContactsApi
{
    public static void MapContacts(this WebApplication app) => app.MapPost("/api/referrals/{id}/contacts", async (string id, HttpContext http) =>
        await DeskCommands.Run(id, http, await JsonBody.Read<RecordContact>(http), ReferralDecider.Decide)).RequireAuthorization(AccessPolicies.Roles("coordinator", "therapist")).Says("Record an attempt to reach the patient.", typeof(RecordContact));
}

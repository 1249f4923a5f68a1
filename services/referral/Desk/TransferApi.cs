using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <param name="Location">The location's id.</param>
/// <param name="Therapist">The therapist's id; left out: whoever may there.</param>
/// <param name="Reason">Words for the hospital, 1–500 characters.</param>
/// <param name="Override">True: also where the place does not meet what the patient prefers, or has no room now.</param>
public sealed record TransferRequest(string? Location = null, string? Therapist = null, string? Reason = null, bool Override = false);

/// <summary>Where a coordinator sends what lies ahead, and what the patient prefers.</summary>
public static class TransferApi
{
    public static void MapTransfers(this WebApplication app)
    {
        var referral = app.MapGroup("/api/referrals/{id}").RequireAuthorization(AccessPolicies.Roles("coordinator"));
        referral.MapPost("transfer", Move).Says("Move the visits that lie ahead to another place.", typeof(TransferRequest));
        referral.MapPut("preferences", async (string id, HttpContext http) =>
            await DeskCommands.Run(id, http, new SetPreferences(await JsonBody.Read<PatientPreferences>(http)), ReferralDecider.Decide)).Says("What the patient prefers, all of it each time.", typeof(PatientPreferences));
    }

    /// <summary>Scheduling knows the places, so it is asked before it is decided.</summary>
    static async Task<IResult> Move(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, SchedulingClient scheduling, CancellationToken ct)
    {
        var said = await JsonBody.Read<TransferRequest>(http);
        if (await referrals.Find(id, ct) is not { } found || !found.State.MaySee(http)) return Visibility.NotFound(http);
        var place = string.IsNullOrWhiteSpace(said.Location) ? null : await scheduling.Ask(id, said.Location, said.Therapist, ct);
        return await DeskCommands.Run(id, http, new Transfer(said.Location, said.Therapist, said.Reason, said.Override, place), ReferralDecider.Decide);
    }
}

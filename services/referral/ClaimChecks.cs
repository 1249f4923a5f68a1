using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referral;

/// <summary>The details that insurance and scheduling read from their owner: the least each needs, audited.</summary>
public static class ClaimChecks
{
    public static void MapClaimChecks(this WebApplication app)
    {
        app.MapGet("/internal/referrals/{id}/coverage", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Read(id, http, referrals, (state, order) => new
            {
                referralId = id, chain = state.Chain, partner = state.Partner, birthDate = order.Patient.BirthDate, priority = state.Priority, visits = state.VisitsPrescribed,
                authoredOn = order.AuthoredOn, conditionGroup = state.ConditionGroup, hasPrescription = order.HasPrescription, coverage = order.Coverage,
            })).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");

        app.MapGet("/internal/referrals/{id}/placement", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Read(id, http, referrals, (state, order) => new
            {
                referralId = id, chain = state.Chain, partner = state.Partner, patientKey = order.Patient.Key, latitude = order.Patient.Latitude, longitude = order.Patient.Longitude,
                birthDate = order.Patient.BirthDate, gender = order.Patient.Gender, name = order.Patient.Name, requests = order.Requests,
                diagnosis = order.Diagnoses.Count == 0 ? null : order.Diagnoses[0].Display ?? order.Diagnoses[0].Code, conditionGroup = state.ConditionGroup,
            })).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Func<Referral, Order, object> least) =>
        await referrals.FindWithHistory(id, http.RequestAborted) is { } document
            ? Results.Ok(least(document.State, document.Order()))
            : ServiceRequests.NotFound(http);
}

using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>The details that insurance and scheduling read from their owner: the least each needs, audited.</summary>
public static class ClaimChecks
{
    public static void MapClaimChecks(this WebApplication app)
    {
        app.MapGet("/internal/referrals/{id}/coverage", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Read(id, http, referrals, (state, order) => new
            {
                referralId = id,
                chain = state.Chain,
                visits = state.Prescription.Visits,
                priority = state.Prescription.Priority,
                hasPrescription = order.HasPrescription,
                coverage = order.Coverage,
            })).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");

        app.MapGet("/internal/referrals/{id}/placement", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Read(id, http, referrals, (state, order) => new
            {
                referralId = id,
                chain = state.Chain,
                partner = state.Partner,
                patientKey = order.Patient.Key,
                latitude = order.Patient.Latitude,
                longitude = order.Patient.Longitude,
                birthDate = order.Patient.BirthDate,
                gender = order.Patient.Gender,
                name = order.Patient.Name,
                requests = order.Requests,
                diagnosis = order.Diagnoses.Count == 0 ? null : order.Diagnoses[0].Display ?? order.Diagnoses[0].Code,
                conditionGroup = state.ConditionGroup,
                notBefore = order.NotBefore,
            })).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Func<Referral, Order, object> least) =>
        await referrals.Find(id, Part.Personal, http.RequestAborted) is { } document
            ? Results.Ok(least(document.State, document.Order()))
            : Visibility.NotFound(http);
}

using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>The details that insurance and scheduling read from their owner: the least each needs, audited.</summary>
public static class ClaimChecks
{
    public static void MapClaimChecks(this WebApplication app)
    {
        app.MapGet("/internal/referrals/{id}/coverage", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Read(id, http, referrals, Coverage)).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");
        app.MapGet("/internal/referrals/{id}/placement", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Read(id, http, referrals, Placement)).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");
    }

    /// <summary>What insurance decides by.</summary>
    /// <param name="document">Loaded with <see cref="Part.Personal"/>.</param>
    public static object Coverage(Document<Referral, ReferralFact> document)
    {
        var (state, order) = (document.State, document.Order());
        return new
        {
            referralId = document.Id,
            chain = state.Chain,
            correction = state.Corrections.Count,
            visits = state.Prescription.Visits,
            priority = state.Prescription.Priority,
            hasPrescription = order.HasPrescription,
            coverage = order.Coverage,
        };
    }

    /// <summary>What scheduling places by and shows to the therapist.</summary>
    /// <param name="document">Loaded with <see cref="Part.Personal"/>.</param>
    public static object Placement(Document<Referral, ReferralFact> document)
    {
        var (state, order) = (document.State, document.Order());
        return new
        {
            referralId = document.Id,
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
            weekdays = order.Weekdays,
            preferences = state.Preferences,
            treatedBy = state.TreatedBy,
            next = ReferralPublisher.NextPlacement(state, document.Version),
        };
    }

    static async Task<IResult> Read(
        string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, Func<Document<Referral, ReferralFact>, object> least) =>
        await referrals.Find(id, Part.Personal, http.RequestAborted) is { } document ? Results.Ok(least(document)) : Visibility.NotFound(http);
}

using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>One referral as its coordinators see it, with everything that happened to it and who did it.</summary>
static class ReferralView
{
    public static async Task<IResult> Show(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (await referrals.Find(id, Part.Whole, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var (state, order) = (document.State, document.Order());
        return Results.Ok(new
        {
            referralId = id,
            taskStatus = state.TaskStatus,
            businessStatus = state.BusinessStatus.Code(),
            waitsFor = state.Stage.GetType().Name,
            due = state.Stage.DueTimes,
            hold = state.Hold is { } hold ? new { reason = hold.Reason.Code(), hold.Text, hold.Since } : null,
            closed = state.EndReason is { } end ? new { reason = end.Code(), text = document.EndText() } : null,
            cancellation = document.Words(Words.Cancellation),
            coverage = state.Coverage is { } c
                ? new { outcome = c.Outcome.Code(), c.CoveredVisits, c.ReasonCode, c.Reason, c.PatientShare, c.SelfPayPrice, c.CoveredUntil, c.Rule }
                : null,
            attempt = state.Attempts.Count,
            state.Attempts,
            state.Series,
            visits = state.Visits.Select(v => new { v.Attempt, v.Visit, v.Date, outcome = v.Outcome.Code() }),
            order = new { order.Diagnoses, order.Requests, order.Patient.Name, order.Patient.BirthDate },
            history = document.History.Select(h => new { fact = h.Fact.GetType().Name, h.At, h.Actor, by = h.Actor.Id, h.Version }),
        });
    }
}

using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>How a coverage case is shown to people.</summary>
static class CoverageView
{
    /// <summary>One line of a worklist.</summary>
    /// <param name="at">When the case last changed; null where that is now.</param>
    public static object Row(CoverageCase state, DateTimeOffset? at = null) => new
    {
        state.ReferralId,
        state.Chain,
        at,
        outcome = state.Determination?.Outcome,
        state.Determination?.ReasonCode,
        state.Determination?.Reason,
        requestedVisits = (state.Determination ?? state.Prior?.Full)?.RequestedVisits,
        state.Determination?.CoveredVisits,
        state.Determination?.CoveredUntil,
        units = new { authorized = state.Covered, state.Used, state.Reserved, state.Left },
        authorization = Prior(state.Prior),
    };

    public static object Full(Document<CoverageCase, CoverageCaseFact> document) => new
    {
        document.State.ReferralId,
        document.State.Chain,
        document.Version,
        document.At,
        determination = document.State.Determination,
        authorization = Prior(document.State.Prior),
        units = new { authorized = document.State.Covered, document.State.Used, document.State.Reserved, document.State.Left },
        attempts = document.State.Attempts.Select(a => new
        {
            attempt = a.Number,
            a.State,
            a.Code,
            a.Reason,
            visits = a.Visits.Select(v => new { v.Visit, v.Date, v.State }),
        }),
        history = document.History.Select(h => new { h.At, h.Actor, what = h.Fact.GetType().Name, h.Version }),
    };

    static object? Prior(PriorAuthorization? prior) => prior is null ? null : new
    {
        payer = prior.Need.Payer,
        prior.Need.PayerName,
        prior.Status,
        prior.Number,
        prior.Code,
        askedVisits = prior.Need.Visits,
        prior.Need.FreeVisits,
        authorizedVisits = prior.Visits,
        prior.SubmittedAt,
        prior.Asks,
        prior.AskAgainAt,
        overdue = prior.IsOpen && prior.Asks > AuthorizationDecider.AsksBeforeWorklist,
    };
}

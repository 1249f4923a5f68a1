using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Referrals;

/// <summary>One referral as its coordinators see it, with everything that happened to it and who did it.</summary>
static class ReferralView
{
    public static async Task<IResult> Show(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, MongoDocuments<Referral, ReferralFact> all, CancellationToken ct)
    {
        if (await referrals.Find(id, Part.Whole, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var (state, order, isSender) = (document.State, document.Order(), Caller.Of(http.User).Partner is not null);
        return Results.Ok(new
        {
            referralId = id,
            state.Chain, state.Partner, state.Placer, state.ReceivedAt, state.Since, state.Prescription, document.Version,
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
            chosen = state.Chosen is { } place ? new { place.Location, place.Therapist, reason = document.TransferText(state) } : null,
            state.Preferences, state.Displaced,
            visits = state.Visits.Select(v => new { v.Attempt, v.Visit, v.Date, outcome = v.Outcome.Code() }),
            order = new { order.Diagnoses, order.Requests, order.Patient.Name, order.Patient.BirthDate, order.Patient.Telecom },
            state.Continuation, corrections = state.Corrections, state.BasedOn, state.Replaces,
            duplicates = isSender ? null : new { referrals = state.Duplicates, clearedAt = state.DuplicatesClearedAt },
            clocks = state.Clocks.Select(c => new { c.Code, c.Due, c.StoppedAt, c.BreachedAt }), state.PausedSince, discharge = state.Discharge?.Code(),
            contacts = state.Contacts.Select(c => new { c.Number, channel = c.Channel.Code(), outcome = c.Outcome.Code(), c.At, note = isSender ? null : document.Words(Words.Contact(c.Number)) }),
            notes = isSender ? [] : state.Notes.Select(n => new { n.Number, n.At, n.By, text = document.Words(Words.Note(n.Number)) }),
            report = state.Receipt,
            interimReports = state.InterimReports.Select(r => new { r.Number, point = r.Point.Code(), r.At }),
            attachments = state.Attachments.Select(a => new { a.Id, a.ContentType, a.Bytes, a.At, title = document.Words(Words.Attachment(a.Number)) }),
            // What lies at other hospitals, and who in the chain did what, is the chain's own.
            possibleDuplicates = isSender ? [] : await Lookalikes(document, all, ct),
            history = document.History.Where(h => !isSender || h.Fact is not NoteWritten).Select(h => HistoryWords.Of(h.Fact, document) is var told
                ? new { fact = h.Fact.GetType().Name, h.At, Actor = isSender ? null : h.Actor, by = isSender ? h.Actor.Kind : h.Actor.Id, h.Version, told.What, told.Because, told.Rule, trace = isSender ? null : h.Trace }
                : null),
        });
    }

    /// <summary>
    /// Referrals of other hospitals for a patient of the same name and birth date: shown to people, never merged, for two people may
    /// well have both in common.
    /// </summary>
    static async Task<IEnumerable<object>> Lookalikes(Document<Referral, ReferralFact> document, MongoDocuments<Referral, ReferralFact> all, CancellationToken ct)
    {
        if (document.State.Likeness is not { } likeness) return [];
        var found = await all.Collection.Find(d => d.State.Likeness == likeness && d.State.Partner != document.State.Partner && d.Chain == document.Chain, new() { Hint = Lookalike })
            .Limit(MostLookalikes).Project(d => new { d.Id, d.State.Partner, d.State.Placer, d.State.ReceivedAt }).ToListAsync(ct);
        return found.Select(d => new { referralId = d.Id, d.Partner, placer = d.Placer, d.ReceivedAt });
    }

    const int MostLookalikes = 20;

    /// <summary>Named by its query, as <see cref="Worklist.Index"/> is.</summary>
    public static BsonDocument Lookalike { get; } = new("state.likeness", 1);
}

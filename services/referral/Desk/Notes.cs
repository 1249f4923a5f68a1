using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>A note of the chain's people to each other; its words lie with the words, under <see cref="Words.Note"/>. The hospital never sees it.</summary>
/// <param name="Number">1, 2, … within the referral.</param>
/// <param name="By">Who wrote it.</param>
public sealed record Note(int Number, string By, DateTimeOffset At);

/// <summary>Somebody of the chain wrote a note.</summary>
public sealed record NoteWritten(int Number, string By, DateTimeOffset At) : ReferralFact(At);

/// <summary>Somebody of the chain writes a note.</summary>
/// <param name="Text">1–2,000 characters.</param>
public sealed record WriteNote(string? Text = null);

public static partial class ReferralDecider
{
    const int MostNotes = 100;

    /// <summary>At any time, also after the end; nobody but the chain hears of it.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<WriteNote> command)
    {
        if (string.IsNullOrWhiteSpace(command.What.Text) || command.What.Text.Length > Texts.Longest || !Texts.IsText(command.What.Text))
            return new Refusal(RefusalKind.Unprocessable, "text-missing", $"Write the note in {Texts.Longest} characters at most, without control characters.", "text");
        if (referral.Stage is Unsent || referral.SideOf(command.Actor) != Mover.Receiver)
            return new Refusal(RefusalKind.Forbidden, "only-the-chain", "Notes are written by the chain that has the referral: ask it instead.");
        var number = referral.Notes.Count + 1;
        return number > MostNotes
            ? new Refusal(RefusalKind.Conflict, "too-many-notes", $"This referral has {MostNotes} notes already.")
            : Decision<ReferralFact>.Of(new NoteWritten(number, command.Actor.Id, command.At)).With(Words.Note(number), command.What.Text.Trim());
    }
}

public static class NotesApi
{
    public static void MapNotes(this WebApplication app) => app.MapPost("/api/referrals/{id}/notes", async (string id, HttpContext http) =>
        await DeskCommands.Run(id, http, await JsonBody.Read<WriteNote>(http), ReferralDecider.Decide)).RequireAuthorization(AccessPolicies.Roles("coordinator"))
        .Says("A note of the chain's people to each other.", typeof(WriteNote));
}

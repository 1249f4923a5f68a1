using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <param name="ReplyTo">The number of the question that is answered, or asked again; null for a new question.</param>
/// <param name="DueDays">Days until a reply is expected; null for the chain's usual.</param>
public sealed record MessageRequest(string? Text = null, int? ReplyTo = null, int? DueDays = null);

/// <summary>What hospital and chain write to each other about a referral, for people of either side. Systems do the same by Communication.</summary>
public static class ConversationApi
{
    public static void MapConversation(this WebApplication app)
    {
        var messages = app.MapGroup("/api/referrals/{id}/messages");
        messages.MapGet("", Show).RequireAuthorization(AccessPolicies.Roles("coordinator", "referrer", "auditor")).Audited("read").Says("Questions and answers between hospital and clinic.");
        messages.MapPost("", Write).RequireAuthorization(AccessPolicies.Roles("coordinator", "referrer")).Says("Ask, answer, or ask again.", typeof(MessageRequest));
        messages.MapPost("{number:int}/resolve", (string id, int number, HttpContext http) => DeskCommands.Run(id, http, new Resolve(number), ReferralDecider.Decide))
            .RequireAuthorization(AccessPolicies.Roles("coordinator", "referrer")).Says("The question is answered.");
    }

    static async Task<IResult> Show(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http)
            ? Results.Ok(document.State.Conversation.Select(m => new
            {
                m.Number, from = m.From.ToString().ToLowerInvariant(), m.At, m.ReplyTo, text = document.Words(Words.Message(m.Number)),
                m.Reply?.Due, m.Reply?.RepliedAt, m.Reply?.ResolvedAt, awaitsReply = m.AwaitsReply, unanswered = m.Reply?.IsUnanswered == true,
            }))
            : Visibility.NotFound(http);

    static async Task<IResult> Write(string id, HttpContext http)
    {
        var said = await JsonBody.Read<MessageRequest>(http);
        return await DeskCommands.RunByRules(id, http, rules => new Send(said.Text, said.ReplyTo, rules.Questions, said.DueDays), ReferralDecider.Decide);
    }
}

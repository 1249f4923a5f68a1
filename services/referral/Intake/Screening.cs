namespace ClinicNetwork.Referrals;

/// <summary>A new order, as read from its packet.</summary>
/// <param name="ServiceRequest">What is kept of it as FHIR JSON.</param>
/// <param name="RulesVersion">Of the screening rules.</param>
/// <param name="Promises">What the chain promises by its rules.</param>
/// <param name="Related">Earlier referrals that it has to do with; null: none.</param>
public sealed record Submit(Order Order, string ServiceRequest, ScreeningRules Rules, long RulesVersion, Promises? Promises = null, Related? Related = null);

public static partial class ReferralDecider
{
    /// <summary>
    /// The first decision on a new order. An unknown diagnosis is never refused: a person looks at it. The same order
    /// again is already so; other content under the same number is a conflict.
    /// </summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Submit> command)
    {
        var (order, at) = (command.What.Order, command.At);
        if (referral.Stage is not Unsent)
            return referral.Fingerprint == order.Fingerprint
                ? Decision<ReferralFact>.None
                : new Refusal(RefusalKind.Conflict, "duplicate-order",
                    "An order with this placer identifier was received before, with other content. Send a new order under a new number, or revoke the first.",
                    "ServiceRequest.identifier");
        var related = command.What.Related;
        var received = new ReferralReceived(
            order.Partner, order.Chain, order.Placer, order.Fingerprint, order.Prescription(), at, order.Patient.Likeness, order.Patient.Key, command.What.Promises, related?.BasedOn, related?.Replaces, related?.TreatedBy, order.Patient.NameKeys);
        return new Story(referral).Add(received).Add(Screen(order, command.What.Rules, command.What.RulesVersion, at)).Compare(related?.Open ?? [], at).Decision
            .With(Words.Order, order.Write()).With(Words.ServiceRequest, command.What.ServiceRequest).With(Words.Rejection, IsSpa(order) ? SpaText : null);
    }

    /// <summary>Deceased and spa are rejected; red flags, fractures and unknown diagnoses go to a person; known conditions are accepted.</summary>
    static ReferralFact Screen(Order order, ScreeningRules rules, long version, DateTimeOffset at)
    {
        if (order.Patient.Deceased) return new ReferralRejected(Reason.Deceased, at);
        if (IsSpa(order)) return new ReferralRejected(Reason.ServiceInappropriate, at);
        var reasons = RedFlags(order, rules).Concat(Unsure(order, rules)).Distinct(StringComparer.Ordinal).ToList();
        if (reasons.Count > 0)
            return new ReviewRequired(string.Join(" ", reasons.Take(ReasonsTold)) + (reasons.Count > ReasonsTold ? " There is more: read the order." : ""), null, at);
        var first = order.Concepts.Select(c => Accepting(c, rules)).First(g => g is not null)!;
        return new ReferralAccepted(first.Name, version, at);
    }

    const int ReasonsTold = 5;

    /// <summary>One coding that stands under review is enough, whatever stands beside it.</summary>
    static IEnumerable<string> RedFlags(Order order, ScreeningRules rules) =>
        from concept in order.Concepts.Concat(order.Beside)
        from coding in concept.Codings
        let flag = rules.Review.FirstOrDefault(g => g.Codes.Any(c => c.Suspects(coding)))
        where flag is not null
        select $"{flag.Text} (code {coding.Code}): a coordinator decides with the referrer.";

    /// <summary>Every concept needs a coding that is accepted; what is written in words only, or under an unknown code, a person reads.</summary>
    static IEnumerable<string> Unsure(Order order, ScreeningRules rules)
    {
        if (order.IsDraft) yield return "The referrer asks for advice and has not ordered yet: answer, and the order is made active where that is agreed on.";
        else if (!order.HasPrescription) yield return "The order is not an active order, so it is no prescription yet: a coordinator asks the referrer.";
        foreach (var doubt in order.Doubts) yield return doubt;
        foreach (var concept in order.Concepts.Where(c => !IsCause(c) && Accepting(c, rules) is null))
            yield return concept.Codings.Count == 0
                ? "A diagnosis is given in words only: a coordinator reads it."
                : $"The diagnosis {string.Join(", ", concept.Codings.Take(3).Select(d => d.Code))} is not among the conditions treated without review: a coordinator decides.";
        if (order.Concepts.All(IsCause)) yield return "No coded diagnosis was sent: a coordinator asks the referrer.";
    }

    static ConditionGroup? Accepting(Concept concept, ScreeningRules rules) =>
        rules.Accepted.FirstOrDefault(g => concept.Codings.Any(d => g.Codes.Any(c => c.Covers(d))));

    static bool IsCause(Concept concept) => concept.Codings.Any(CodeSystems.IsExternalCause);

    /// <summary>S8.</summary>
    static bool IsSpa(Order order) => order.ServiceKind == "spa" && !order.Patient.Deceased;

    const string SpaText = "Spa massage needs no referral and is never billed to insurance: the patient books it at the clinic directly.";
}

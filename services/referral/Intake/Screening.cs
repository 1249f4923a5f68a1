namespace ClinicNetwork.Referrals;

/// <summary>A new order, as read from its packet.</summary>
/// <param name="ServiceRequest">What is kept of it as FHIR JSON.</param>
/// <param name="RulesVersion">Of the screening rules.</param>
public sealed record Submit(Order Order, string ServiceRequest, ScreeningRules Rules, long RulesVersion);

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
        return Decision<ReferralFact>
            .Of(new ReferralReceived(order.Partner, order.Chain, order.Placer, order.Fingerprint, order.Prescription(), at), Screen(command))
            .With(Words.Order, order.Write()).With(Words.ServiceRequest, command.What.ServiceRequest).With(Words.Rejection, IsSpa(order) ? SpaText : null);
    }

    /// <summary>Deceased and spa are rejected; red flags, fractures and unknown diagnoses go to a person; known conditions are accepted.</summary>
    static ReferralFact Screen(Command<Submit> command)
    {
        var (order, rules, at) = (command.What.Order, command.What.Rules, command.At);
        if (order.Patient.Deceased) return new ReferralRejected(Reason.Deceased, at);
        if (IsSpa(order)) return new ReferralRejected(Reason.ServiceInappropriate, at);
        if (!order.HasPrescription)
            return new ReviewRequired("The order is not active, so it is no prescription yet: a coordinator asks the referrer.", null, at);
        foreach (var group in rules.Review)
            if (order.Diagnoses.FirstOrDefault(d => group.Codes.Any(c => c.Covers(d))) is { } flagged)
                return new ReviewRequired($"{group.Text} (code {flagged.Code}): a coordinator decides with the referrer.", null, at);
        foreach (var group in rules.Accepted)
            if (order.Diagnoses.Any(d => group.Codes.Any(c => c.Covers(d))))
                return new ReferralAccepted(group.Name, command.What.RulesVersion, at);
        var codes = string.Join(", ", order.Diagnoses.Take(10).Select(d => d.Code));
        return new ReviewRequired(order.Diagnoses.Count == 0
            ? "No coded diagnosis was sent: a coordinator asks the referrer."
            : $"The diagnosis {codes} is not among the conditions treated without review: a coordinator decides.", null, at);
    }

    /// <summary>S8.</summary>
    static bool IsSpa(Order order) => order.ServiceKind == "spa" && !order.Patient.Deceased;

    const string SpaText = "Spa massage needs no referral and is never billed to insurance: the patient books it at the clinic directly.";
}

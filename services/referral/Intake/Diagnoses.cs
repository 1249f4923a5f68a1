using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;

namespace ClinicNetwork.Referrals;

/// <summary>What the order gives as its reason. Whatever cannot be judged by a code becomes a sentence for a coordinator.</summary>
static class Diagnoses
{
    const string ClinicalSystem = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    const string VerificationSystem = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

    /// <returns>The concepts that stand: a Condition that is refuted or entered in error counts neither way.</returns>
    public static List<Concept> Read(Packet packet, ICollection<string> doubts)
    {
        var (order, path) = (packet.Order, packet.Path);
        List<Concept> concepts = [.. order.ReasonCode.Select(ConceptOf)];
        var named = new HashSet<Resource>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < order.ReasonReference.Count; i++)
        {
            var (reference, at) = (order.ReasonReference[i], $"{path}.reasonReference[{i}]");
            if (reference.Reference is null && reference.Identifier is null)
            {
                concepts.Add(new([], reference.Display));
                continue;
            }
            if (reference.Reference is null && packet.Find(reference, order) is null)
            {
                doubts.Add("A reason is given by its number only: a coordinator asks the referrer for the diagnosis.");
                continue;
            }
            var reason = packet.Resolve<Resource>(reference, at).Resource;
            if (!named.Add(reason)) continue;
            if (reason is Condition condition) Add(condition);
            else if (reason is Observation or DiagnosticReport or DocumentReference)
                doubts.Add("An observation, report or document is given as a reason: a coordinator reads it.");
            else throw Refuse(RefusalKind.Unprocessable, "wrong-reference", "A reason is a Condition, an Observation, a DiagnosticReport or a DocumentReference.", $"{at}.reference");
        }
        Check(concepts, path);
        return concepts;

        void Add(Condition condition)
        {
            var verification = Status(condition.VerificationStatus, VerificationSystem);
            if (verification is "refuted" or "entered-in-error") return;
            if (packet.IsAboutAnother(condition.Subject, condition))
                doubts.Add("A diagnosis is recorded for another patient than the order's: a coordinator asks the referrer.");
            if (verification is not (null or "confirmed" or "provisional"))
                doubts.Add("A diagnosis is not confirmed: a coordinator asks the referrer.");
            if (Status(condition.ClinicalStatus, ClinicalSystem) is not (null or "active" or "recurrence" or "relapse"))
                doubts.Add("A diagnosis is recorded as no longer active: a coordinator asks the referrer.");
            concepts.Add(condition.Code is { } code ? ConceptOf(code) : new([], null));
        }
    }

    /// <summary>Conditions that were sent along, also those that are no reason: they accept nothing, but a red flag among them counts.</summary>
    public static List<Concept> Beside(Packet packet)
    {
        List<Concept> beside = [.. packet.Resources.OfType<Condition>()
            .Where(c => Status(c.VerificationStatus, VerificationSystem) is not ("refuted" or "entered-in-error") && !packet.IsAboutAnother(c.Subject, c))
            .Select(c => c.Code).OfType<CodeableConcept>().Select(ConceptOf)];
        Check(beside, packet.Path);
        return beside;
    }

    static Concept ConceptOf(CodeableConcept concept) =>
        new([.. concept.Coding.Where(c => c.Code is not null).Select(c => new Coding(c.System ?? "", c.Code!, c.Display))], concept.Text);

    static void Check(List<Concept> concepts, string path)
    {
        if (concepts.Sum(c => Math.Max(1, c.Codings.Count)) > Limits.Codings)
            throw Refuse(RefusalKind.Unprocessable, "too-many-codings", $"An order's diagnoses have at most {Limits.Codings} codings, or words in their place: send those that are treated.", $"{path}.reasonCode");
        if (concepts.Exists(c => c.Codings.Any(d => d.Code.Length > Limits.CodeLength || d.System.Length > 500)))
            throw Refuse(RefusalKind.Unprocessable, "code-too-long", $"A diagnosis code has at most {Limits.CodeLength} characters, its system 500.", $"{path}.reasonCode");
        if (concepts.Exists(c => c.Text?.Length > Limits.NoteLength || c.Codings.Any(d => d.Display?.Length > Limits.NoteLength)))
            throw Refuse(RefusalKind.Unprocessable, "words-too-long", $"A diagnosis has at most {Limits.NoteLength} characters of text or display.", $"{path}.reasonCode");
    }

    /// <summary>Of the standard's own system; what another system says is not known, "" then.</summary>
    static string? Status(CodeableConcept? status, string system) =>
        status is null || status.Coding.Count == 0 && status.Text is null ? null
        : status.Coding.FirstOrDefault(c => c.System == system || c.System is null)?.Code ?? "";
}

using System.Globalization;
using ClinicNetwork.Fhir;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>The Task as it was after each step: the facts played again. The document has to be loaded whole.</summary>
static class TaskHistory
{
    /// <summary>Every version that shows something new, newest first; on top the present one, as a read gives it.</summary>
    public static List<FhirTask> Of(Document document)
    {
        var (seen, before) = (new List<FhirTask>(), "");
        foreach (var step in Steps(document))
        {
            var shown = FhirJson.Write(TaskResource.Of(document.Id, "", step.State, default, document.EndText(step.State), document.TransferText(step.State)));
            if (shown != before) seen.Insert(0, step.Task(document));
            before = shown;
        }
        if (seen[0].Meta?.VersionId != $"{document.Version}") seen.Insert(0, TaskResource.Of(document));
        return seen;
    }

    /// <summary>The Task in one version; null when there was none. A version that a write without news made shows what the one before it did.</summary>
    public static FhirTask? Find(Document document, string version)
    {
        if (version == $"{document.Version}") return TaskResource.Of(document);
        var steps = Steps(document).ToList();
        var written = long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number < document.Version
            ? steps.FindLast(s => s.Write <= number)
            : null;
        return (written is null ? steps.Find(s => s.Version == version) : written with { Version = version })?.Task(document);
    }

    /// <summary>One write may take several steps; those before its last are versions of their own: <c>3-1</c>, <c>3-2</c>, then <c>3</c>.</summary>
    static IEnumerable<Step> Steps(Document document)
    {
        var (state, taken) = (Referral.Initial, 0);
        for (var i = 0; i < document.History.Count; i++)
        {
            var recorded = document.History[i];
            state = state.Evolve(recorded.Fact);
            var isLast = i + 1 == document.History.Count || document.History[i + 1].Version != recorded.Version;
            taken = isLast ? 0 : taken + 1;
            yield return new(isLast ? $"{recorded.Version}" : $"{recorded.Version}-{taken}", recorded.Version, state);
        }
    }

    sealed record Step(string Version, long Write, Referral State)
    {
        public FhirTask Task(Document document) => TaskResource.Of(document.Id, Version, State, State.Since, document.EndText(State), document.TransferText(State));
    }
}

namespace ClinicNetwork.Operations.SignIn;

/// <summary>Somebody whom the local stack's development sign-in lets in.</summary>
/// <param name="Chains">Chains that the person sees; <c>*</c> for all.</param>
/// <param name="Task">What the person does here, in a few words.</param>
/// <param name="Partner">The hospital that the person belongs to; null for the chains' own people.</param>
/// <param name="Therapist">Whom of scheduling's therapists the person is; null for others.</param>
public sealed record Person(string Id, string Name, string Role, IReadOnlyList<string> Chains, string Task, string? Partner = null, string? Therapist = null);

/// <summary>One for each role, the same as the local stack's tokens name, a second coordinator, and one for each hospital; the therapist is the first one that its seed brings.</summary>
public static class People
{
    static readonly string[] Both = ["bay-state-therapy", "pilgrim-bodywork"];

    public static IReadOnlyList<Person> All { get; } =
    [
        new("coordinator", "Cora Coordinator", "coordinator", Both, "Follows referrals and clears the worklist"),
        new("dana-okafor", "Dana Okafor", "coordinator", Both, "Clears the worklist with her colleagues"),
        new("amara-okonkwo", "Amara Okonkwo", "therapist", ["bay-state-therapy"], "Treats patients at Bay State Therapy", Therapist: "amara-okonkwo"),
        new("billing", "Bill Billing", "billing", Both, "Looks after coverage, units and claims"),
        new("operator", "Olive Operator", "operator", ["*"], "Runs the network and its rules"),
        new("auditor", "Audrey Auditor", "auditor", ["*"], "Checks who saw and did what"),
        new("referrer-general-hospital", "Greta General", "referrer", [], "Refers patients of General Hospital", "general-hospital"),
        new("referrer-lakeside-medical-center", "Leo Lakeside", "referrer", [], "Refers patients of Lakeside Medical Center", "lakeside-medical-center"),
        new("referrer-st-brendan", "Brenda Brendan", "referrer", [], "Refers patients of St. Brendan", "st-brendan"),
    ];
}

namespace ClinicNetwork.Local.Demo;

/// <summary>A payer as hospitals name it, and its kind of coverage (HL7 v3 ActCode).</summary>
/// <param name="ByClaim">True where a claim number stands for the member id.</param>
sealed record Payer(string Name, string Type, bool ByClaim = false);

/// <summary>A diagnosis in both code systems that hospitals send.</summary>
sealed record Diagnosis(string Icd10, string Snomed, string Text);

/// <summary>One kind of referral that the demonstration sends: who pays, how often, and what is special about it.</summary>
/// <param name="Payer">Null: nobody, so the patient does.</param>
/// <param name="Visits">Visits prescribed, one of them.</param>
/// <param name="Diagnosis">Null: one of those that the network treats.</param>
/// <param name="Deceased">True when the hospital's record says that the patient has died.</param>
sealed record Case(Payer? Payer, int[] Visits, Diagnosis? Diagnosis = null, bool Deceased = false)
{
    static readonly Payer Harborview = new("Harborview Health Plan", "HIP");
    static readonly Payer BlueMaple = new("Blue Maple Insurance", "HIP");
    static readonly Payer Granite = new("Granite State Mutual", "HIP");
    static readonly Payer Medicaid = new("Medicaid", "SUBSIDIZ");
    static readonly Payer Medicare = new("Medicare", "MCPOL");
    static readonly Payer Auto = new("Minuteman Auto Insurance", "AUTOPOL", ByClaim: true);
    static readonly Payer Compensation = new("Commonwealth Workers Compensation Fund", "WCBPOL", ByClaim: true);
    static readonly Payer Unheard = new("Quarry Hill Mutual Aid", "HIP");

    static readonly Diagnosis Whiplash = new("S13.4XXA", "39848009", "Whiplash injury of the neck");
    static readonly Diagnosis Wrist = new("S63.501A", "70704007", "Sprain of the wrist");
    static readonly Diagnosis Fracture = new("S52.90XA", "65966004", "Fracture of the forearm");

    /// <summary>Diagnoses that the network treats without a person's review.</summary>
    public static Diagnosis[] Treated { get; } =
    [
        new("M54.50", "279039007", "Low back pain"), new("M54.2", "81680005", "Neck pain"), new("M54.31", "23056005", "Sciatica, right side"),
        new("G56.01", "57406009", "Carpal tunnel syndrome, right"), new("G89.4", "82423001", "Chronic pain"), new("S93.401A", "44465007", "Sprain of the ankle"),
    ];

    /// <summary>What a day brings, in turn: mostly what books, and one of each that does not.</summary>
    public static Case[] Mix { get; } =
    [
        new(Harborview, [6, 8]), new(BlueMaple, [4, 6]), new(Granite, [4, 6]), new(Compensation, [6], Wrist), new(null, [4, 6]),
        new(Harborview, [12]), new(Medicaid, [4, 6]), new(BlueMaple, [10, 12]), new(Auto, [6, 8], Whiplash), new(Medicare, [6]),
        new(Harborview, [4]), new(BlueMaple, [8], Fracture), new(Granite, [8]), new(Medicaid, [8]), new(Harborview, [6], Deceased: true),
        new(BlueMaple, [6]), new(Unheard, [6]), new(Harborview, [8]),
    ];
}

namespace ClinicNetwork.Local.Demo;

/// <summary>A town in Massachusetts where a made-up patient lives.</summary>
sealed record Town(string Name, string PostalCode, double Latitude, double Longitude);

/// <summary>Words that made-up referrals are put together from. Nobody in them exists.</summary>
static class MadeUp
{
    public static string[] Women { get; } = ["Adaeze", "Bronwen", "Celia", "Dunya", "Esther", "Farida", "Greta", "Ines", "Joanna", "Keiko", "Leonie", "Marisol", "Noor", "Ottilie", "Priya"];
    public static string[] Men { get; } = ["Anselm", "Bertrand", "Cyril", "Dmitri", "Emeka", "Farouk", "Gustav", "Hiroshi", "Ivo", "Joaquin", "Kasper", "Lorenz", "Mateo", "Nils", "Osvaldo"];
    public static string[] Families { get; } =
    [
        "Ashgrove", "Birchfield", "Calloway", "Dunmore", "Eastwick", "Fenwright", "Galbraithe", "Hollowell", "Inglethorpe", "Jessamine",
        "Kestrelby", "Larkspur", "Merriweath", "Northcotte", "Oakenshaw", "Pemberly", "Quillfeather", "Rosedene", "Silverlake", "Thistlewood",
    ];
    public static string[] Streets { get; } = ["Alder Lane", "Brookside Avenue", "Cooper Street", "Dovecote Road", "Elmbank Terrace", "Fairhaven Way", "Granary Court", "Harbor View Drive"];
    public static string[] Physicians { get; } = ["Abara", "Castellano", "Drummond", "Eriksen", "Fontaine", "Gupta", "Haverford", "Iwata"];

    /// <summary>Physicians' individual requests; they reach the therapist word for word.</summary>
    public static string[] Requests { get; } =
    [
        "Begin with ten minutes of warm-up work; the patient is anxious about pressure.",
        "Side-lying position only; no prone work.",
        "Please note range of motion before and after each visit.",
        "Keep clear of the surgical scar at the lower ribs.",
        "Teach two stretches that can be done at a desk.",
        "Report at once if numbness spreads below the elbow.",
        "The patient asks for a therapist who speaks Spanish, if there is one.",
    ];

    public static string[] Techniques { get; } =
        ["myofascial-release", "neuromuscular-therapy", "muscle-testing", "lymphatic-drainage", "trigger-point-therapy", "rehabilitative-stretching"];

    public static Town[] Towns { get; } =
    [
        new("Boston", "02118", 42.3396, -71.0729), new("Cambridge", "02139", 42.3647, -71.1042), new("Worcester", "01605", 42.2896, -71.7889),
        new("Springfield", "01108", 42.0851, -72.5622), new("Lynn", "01902", 42.4695, -70.9417), new("Salem", "01970", 42.5195, -70.8967),
        new("New Bedford", "02740", 41.6362, -70.9342), new("Framingham", "01702", 42.2830, -71.4340), new("Plymouth", "02360", 41.9584, -70.6673),
        new("Quincy", "02169", 42.2490, -70.9980), new("Fall River", "02720", 41.7015, -71.1550), new("Chicopee", "01013", 42.1487, -72.6079),
        new("Somerville", "02143", 42.3876, -71.0995), new("Norwell", "02061", 42.1615, -70.7928), new("Natick", "01760", 42.2775, -71.3468),
        new("Shrewsbury", "01545", 42.2959, -71.7128),
    ];
}

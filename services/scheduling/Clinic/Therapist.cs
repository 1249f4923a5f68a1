namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>A massage therapist: licence, credential for medical massage, techniques held, weekly rota.</summary>
public sealed record Therapist
{
    /// <summary>Id of the chain that employs them.</summary>
    public required string Chain { get; init; }
    public required string Name { get; init; }
    /// <summary>FHIR administrative gender: female, male, other or unknown.</summary>
    public required string Gender { get; init; }
    public required Licence Licence { get; init; }
    /// <summary>Certified-medical-massage credential; null when never begun.</summary>
    public Certificate? Certificate { get; init; }
    /// <summary>Codes of the certified techniques held (<see cref="Contracts.Technique"/>).</summary>
    public required IReadOnlyList<string> Techniques { get; init; }
    /// <summary>Languages spoken with patients, as BCP 47 codes in lower case (<c>es</c>, <c>pt-br</c>), 1–20.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en"];
    /// <summary>Weekly rota. Shifts of one therapist never overlap, so each hour belongs to exactly one location.</summary>
    public required IReadOnlyList<Shift> Shifts { get; init; }
}

/// <summary>State licence, separate from the credential.</summary>
public sealed record Licence
{
    public required string Number { get; init; }
    /// <summary>Last valid day.</summary>
    public required DateOnly Expires { get; init; }
}

/// <summary>The training record behind the credential "certified medical massage therapist".</summary>
public sealed record Certificate
{
    public required int TrainingHours { get; init; }
    /// <summary>Day on which the externship or internship was completed; null: not completed.</summary>
    public DateOnly? PracticalTraining { get; init; }
    /// <summary>Day on which the national exam was passed; null: not passed.</summary>
    public DateOnly? ExamPassed { get; init; }
    /// <summary>Last valid day.</summary>
    public required DateOnly Expires { get; init; }
}

/// <summary>Works on a weekday at a location, local time.</summary>
public sealed record Shift
{
    public required DayOfWeek Weekday { get; init; }
    public required string Location { get; init; }
    public required TimeOnly From { get; init; }
    public required TimeOnly To { get; init; }
}

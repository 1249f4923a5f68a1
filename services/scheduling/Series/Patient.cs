using System.Text.Json;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>
/// Who is treated, in words, for the therapist's visit screen. Lies in the series' personal place under <see cref="Words"/>,
/// never in state, facts or events.
/// </summary>
public sealed record Patient
{
    /// <summary>The name under which it is kept, as JSON.</summary>
    public const string Words = "patient";

    public required string Name { get; init; }
    /// <summary>FHIR date, e.g. 1956-08-03.</summary>
    public string? BirthDate { get; init; }
    public string? Gender { get; init; }
    public string? Diagnosis { get; init; }
    /// <summary>The physician's individual requests, word for word (S7).</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>The name under which a therapist's note on a visit is kept.</summary>
    public static string Note(int visit) => $"note-{visit}";

    /// <summary>The name under which what a therapist wrote to the requests is kept, as JSON.</summary>
    public static string Answers(int visit) => $"answers-{visit}";

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads what <see cref="Write"/> wrote; nobody's name when nothing is kept.</summary>
    public static Patient Read(string? words) =>
        words is null ? new() { Name = "" } : JsonSerializer.Deserialize<Patient>(words, JsonSerializerOptions.Web)!;
}

/// <summary>What a therapist wrote at a visit to one of the physician's requests (S7).</summary>
/// <param name="Request">Which one, counted from 1 as <see cref="Patient.Requests"/> has them.</param>
/// <param name="Text">1–500 characters.</param>
public sealed record RequestAnswer(int Request, string Text)
{
    /// <summary>As they are kept; null when there is none.</summary>
    public static string? Write(IReadOnlyList<RequestAnswer>? answers) => answers is { Count: > 0 } ? JsonSerializer.Serialize(answers.OrderBy(a => a.Request), JsonSerializerOptions.Web) : null;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<RequestAnswer> Read(string? words) => words is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<RequestAnswer>>(words, JsonSerializerOptions.Web)!;
}

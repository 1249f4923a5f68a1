using System.Text.Json;

namespace ClinicNetwork.PayerSimulator;

/// <summary>How a simulated payer answers.</summary>
/// <param name="ApproveUpTo">Visits that it approves at most, 0 for none; null for all.</param>
/// <param name="PendSeconds">How long it says that it is still deciding; null or 0 answers at once.</param>
/// <param name="AnswersTwice">Says the final answer twice.</param>
public sealed record Behaviour(int? ApproveUpTo = null, int? PendSeconds = null, bool AnswersTwice = false);

/// <summary>The payers that this program stands in for, by the id of their rule, from <c>payers.json</c>.</summary>
public sealed class SimulatedPayers(IReadOnlyDictionary<string, Behaviour> payers)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>The payer's behaviour; null for a payer that it does not stand in for.</summary>
    public Behaviour? Find(string payer) => payers.GetValueOrDefault(payer);

    /// <exception cref="InvalidDataException">The file is not an object of payers; the message says why.</exception>
    public static SimulatedPayers Read(string path)
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<string, Behaviour>>(File.ReadAllText(path), Json)!);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a JSON object of payer id → approveUpTo, pendSeconds, answersTwice: {e.Message}", e);
        }
    }
}

using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Documents as they lie in the model, read past all ports: what people see on their screens, and what is judged in the end.</summary>
static class Stored
{
    public static IReadOnlyList<Document<TState, TFact>> All<TState, TFact>(Service service, string collection) =>
        [.. service.Model.Collection<TState, TFact>(collection).Documents.Values];
}

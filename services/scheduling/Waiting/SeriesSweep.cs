using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Scheduling.WaitingLists;

/// <summary>What is done with a series that is due: a crashed placing starts over, a waiting one joins its line, all else is time's own decision.</summary>
public sealed class SeriesSweep(DocumentStore<Series, SeriesFact> store, Placer placer, WaitingLines lines) : ISweep
{
    public IDocuments Documents => store.Documents;

    public async Task Move(string id, CancellationToken ct)
    {
        if (await store.Find(id, ct) is not { State: var series }) return;
        await (series.Stage switch
        {
            Placing => placer.Restart(series.Key, ct),
            Waiting waiting => lines.Join(new(id, series.Chain, waiting.Urgency, waiting.Since), ct),
            _ => store.Handle(id, Cause.Own(Actor.Timer), new TimePassed(), store.Rules.Time, ct),
        });
    }
}

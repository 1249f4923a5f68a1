using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Days and patients' times as the model holds them, shared by all instances.</summary>
sealed class ClaimsShelf
{
    public SortedDictionary<string, DayDocument> Days { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, PatientDocument> Patients { get; } = new(StringComparer.Ordinal);
}

/// <summary>The model of <see cref="MongoClaims"/>; each step of it is one operation on one document.</summary>
class ModelClaims(ClaimsShelf shelf, Line line) : IClaims
{
    public virtual Task<bool> TryClaim(string chain, string location, DateOnly date, Claim claim, bool known, CancellationToken ct) => line.Do(() =>
    {
        var id = DayDocument.IdOf(location, date);
        if (!shelf.Days.TryGetValue(id, out var day))
        {
            if (!known) shelf.Days[id] = new() { Id = id, Chain = chain, Location = location, Date = date, Version = 1, Claims = [claim] };
            return !known;
        }
        if (day.Claims.Any(c => c.From < claim.To && c.To > claim.From && (c.Therapist == claim.Therapist || c.Room == claim.Room))) return false;
        shelf.Days[id] = With(day, [.. day.Claims, claim]);
        return true;
    });

    public Task<PatientDocument?> Patient(string id, CancellationToken ct) => line.Do(() => shelf.Patients.GetValueOrDefault(id));

    public Task<bool> TryClaim(
        string id, string chain, PatientDocument? read, IReadOnlyList<PatientClaim> claims, DateTimeOffset forgetBefore, CancellationToken ct) => line.Do(() =>
    {
        if (shelf.Patients.GetValueOrDefault(id)?.Version != read?.Version) return false;
        shelf.Patients[id] = new() { Id = id, Chain = chain, Version = (read?.Version ?? 0) + 1, Claims = [.. read?.Claims.Where(c => c.To >= forgetBefore) ?? [], .. claims] };
        return true;
    });

    public async Task Withdraw(SeriesId series, int? round, CancellationToken ct)
    {
        var id = series.ToString();
        foreach (var day in await line.Do(() => shelf.Days.Values.Where(d => d.Claims.Any(c => c.Series == id)).Select(d => d.Id).ToList()))
            await line.Do(() => shelf.Days[day] = With(shelf.Days[day], [.. shelf.Days[day].Claims.Where(c => c.Series != id || (round is { } r && c.Round != r))]));
        foreach (var patient in await line.Do(() => shelf.Patients.Values.Where(p => p.Claims.Any(c => c.Series == id)).Select(p => p.Id).ToList()))
            await line.Do(() =>
            {
                var known = shelf.Patients[patient];
                shelf.Patients[patient] = new()
                {
                    Id = patient, Chain = known.Chain, Version = known.Version + 1, Claims = [.. known.Claims.Where(c => c.Series != id || (round is { } r && c.Round != r))],
                };
            });
    }

    public Task<IReadOnlyList<DayDocument>> Days(string chain, DateOnly from, CancellationToken ct) =>
        line.Do<IReadOnlyList<DayDocument>>(() => [.. shelf.Days.Values.Where(d => d.Chain == chain && d.Date >= from)]);

    public Task<IReadOnlyList<DayVersion>> Versions(string chain, DateOnly from, CancellationToken ct) =>
        line.Do<IReadOnlyList<DayVersion>>(() => [.. shelf.Days.Values.Where(d => d.Chain == chain && d.Date >= from).Select(d => new DayVersion(d.Id, d.Location, d.Date, d.Version))]);

    public Task<IReadOnlyList<DayDocument>> Days(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        line.Do<IReadOnlyList<DayDocument>>(() => [.. ids.Select(id => shelf.Days.GetValueOrDefault(id)).OfType<DayDocument>()]);

    public Task CreateIndexes(CancellationToken ct) => Task.CompletedTask;

    static DayDocument With(DayDocument day, List<Claim> claims) =>
        new() { Id = day.Id, Chain = day.Chain, Location = day.Location, Date = day.Date, Version = day.Version + 1, Claims = claims };
}

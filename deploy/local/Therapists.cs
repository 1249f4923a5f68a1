namespace ClinicNetwork.Local;

/// <summary>The therapists that the seed files bring, so that one of them can sign in.</summary>
static class Therapists
{
    const string Prefix = "/api/therapists/";

    /// <summary>A seeded therapist by id, or the first one.</summary>
    /// <exception cref="LaunchException">There is none of that id.</exception>
    public static (string Id, string Name, string Chain) Find(string? id)
    {
        var seeded = SeedFile.ReadAll().SelectMany(file => file.Entries).Where(entry => entry.Path.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(entry => (Id: entry.Path[Prefix.Length..], Name: (string?)entry.Body["name"] ?? "A therapist", Chain: (string?)entry.Body["chain"] ?? "*")).ToList();
        var found = seeded.FirstOrDefault(t => id is null || t.Id == id);
        return found.Id is not null ? found : throw new LaunchException(seeded.Count == 0
            ? "No therapist is seeded: deploy/local/Seed/scheduling.json names none."
            : $"No therapist '{id}' is seeded; there are {string.Join(", ", seeded.Take(5).Select(t => t.Id))} and others.");
    }
}

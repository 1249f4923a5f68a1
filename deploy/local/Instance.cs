namespace ClinicNetwork.Local;

/// <summary>One process of a program; several of a service share its database, its queues and its account.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Root">The working copy whose build it runs.</param>
sealed record Instance(ServiceProgram Program, int Number, string Root)
{
    /// <inheritdoc cref="Repository.Program"/>
    public string Path => Repository.Program(Root, Program.Folder, Program.Assembly);

    /// <summary>Its name in <c>status</c>: <c>referral</c>, <c>referral-2</c>, …</summary>
    public string Name => Number == 1 ? Program.Name : $"{Program.Name}-{Number}";
}

namespace ClinicNetwork.Local;

/// <summary>One process of a program; several of a service share its database, its queues and its account.</summary>
/// <param name="Number">1, 2, …</param>
sealed record Instance(ServiceProgram Program, int Number)
{
    /// <summary>Its name in <c>status</c>: <c>referral</c>, <c>referral-2</c>, …</summary>
    public string Name => Number == 1 ? Program.Name : $"{Program.Name}-{Number}";
}

namespace ClinicNetwork.Contracts;

/// <summary>
/// A fact that one service tells the others over RabbitMQ. Flat, public, free of patient data: ids and codes only.
/// </summary>
/// <remarks>
/// A contract's namespace and name are its name on the wire (message URN and exchange); a snapshot test holds both.
/// Fields are only ever added, never renamed, removed or given another meaning: that takes a V2 beside V1.
/// </remarks>
public interface IEvent
{
    /// <summary>The referral that the event belongs to, on whichever service's document it happened.</summary>
    string ReferralId { get; }

    /// <summary>Version (1, 2, …) of the publishing document after the fact; a projection drops what is older than it knows.</summary>
    long Version { get; }
}

namespace ClinicNetwork.Referrals;

/// <summary>Who moves a referral (HL7 BSeR, IHE 360X): only the receiver moves its status, only the sender asks to cancel.</summary>
public enum Mover
{
    /// <summary>The partner hospital that sent it, and its people.</summary>
    Sender,
    /// <summary>The chain that has it: its coordinators.</summary>
    Receiver,
}

public static class Movers
{
    /// <summary>The side on which somebody acts: hospitals' systems and people are senders, everybody else is with who received it.</summary>
    public static Mover SideOf(this Referral referral, Actor actor) =>
        actor.Kind == "partner" || (actor is { Kind: "person", For: { } partner } && partner == referral.Partner) ? Mover.Sender : Mover.Receiver;
}

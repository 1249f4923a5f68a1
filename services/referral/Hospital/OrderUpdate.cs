using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;
using Microsoft.Extensions.Primitives;

namespace ClinicNetwork.Referrals;

/// <summary>
/// What an update of an order says (FHIR R4, http.html#update): status <c>revoked</c> or <c>entered-in-error</c>, and why; otherwise what it orders now.
/// </summary>
public static class OrderUpdate
{
    /// <exception cref="RefusalException">Not a ServiceRequest, not the one addressed, or of a status that its hospital does not set.</exception>
    public static ServiceRequest Of(Resource sent, string id)
    {
        if (sent is not ServiceRequest order)
            throw Packet.Refuse(RefusalKind.Unprocessable, "wrong-resource", "A ServiceRequest is expected here.", sent.TypeName);
        if (order.Id != id)
            throw Packet.Refuse(RefusalKind.Invalid, "id-mismatch", "An update names the resource that it changes: its id is the one of the address.", "ServiceRequest.id");
        Limits.Check(order);
        return order.Status is RequestStatus.Revoked or RequestStatus.EnteredInError or RequestStatus.Active or RequestStatus.Draft or RequestStatus.OnHold ? order
            : throw Packet.Refuse(RefusalKind.Unprocessable, "not-updatable",
                "An update corrects an active order, revokes it (status revoked, which asks to cancel it) or says that it was entered in error; that it is completed the clinic says.", "ServiceRequest.status");
    }

    /// <returns>Why it is revoked or in error: the notes that the order did not have when it was received.</returns>
    /// <exception cref="RefusalException">It says something else than the order as kept; what it leaves out stays as it is.</exception>
    public static string? Reason(ServiceRequest order, ServiceRequest kept)
    {
        foreach (var (name, said, had) in new (string, Base?, Base?)[]
        {
            ("code", order.Code, kept.Code), ("quantity", order.Quantity, kept.Quantity), ("occurrence", order.Occurrence, kept.Occurrence), ("doNotPerform", order.DoNotPerformElement, kept.DoNotPerformElement),
            ("priority", order.PriorityElement, kept.PriorityElement), ("identifier", order.Identifier.FirstOrDefault(i => !kept.Identifier.Exists(i.IsExactly)), null),
            ("orderDetail", order.OrderDetail.Find(d => !kept.OrderDetail.Exists(d.IsExactly)), null), ("reasonCode", order.ReasonCode.Find(c => !kept.ReasonCode.Exists(c.IsExactly)), null),
        })
            if (said is not null && (had is null || !said.IsExactly(had)))
                throw Packet.Refuse(RefusalKind.Unprocessable, "not-updatable", "An order is either revoked or corrected: change only its status, or leave that as it is.", $"ServiceRequest.{name}");
        var note = order.Note.Where(n => !kept.Note.Exists(k => k.Text == n.Text)).Select(n => n.Text).LastOrDefault(t => !string.IsNullOrWhiteSpace(t));
        return note is { Length: > Limits.NoteLength }
            ? throw Packet.Refuse(RefusalKind.Unprocessable, "note-too-long", $"A note has at most {Limits.NoteLength} characters.", "ServiceRequest.note")
            : note;
    }

    /// <summary>If-Match with the order's version, as <c>W/"1"</c>; none or <c>*</c> is any.</summary>
    public static bool HasSeen(StringValues ifMatch, string version) => ifMatch.Count == 0 || EntityTags.Names(ifMatch, version);

    /// <summary>412: the order has changed since the caller read it.</summary>
    public static Refusal Stale(string version) => new(RefusalKind.PreconditionFailed, "version-conflict",
        $"Version {version} of the order is in force: read it, and decide again.", "ServiceRequest.meta.versionId");
}

using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;

namespace ClinicNetwork.Referrals;

/// <summary>
/// What no part of a request may have: elements that turn its meaning round and that the network does not know (FHIR R4,
/// modifierExtension and implicitRules: who does not know them must not use the resource), characters that no text has, too much of anything.
/// </summary>
static class Limits
{
    public const int Resources = 100;
    public const int Notes = 20;
    public const int NoteLength = Texts.Longest;
    public const int Codings = 50;
    public const int CodeLength = 64;
    /// <summary>Of a person or a payer, and of a member's or a claim's number.</summary>
    public const int NameLength = 500;
    public const int UrlLength = 2000;

    /// <exception cref="RefusalException">One is broken: the first found, with its place.</exception>
    public static void Check(Resource request)
    {
        var resources = request is Bundle ? 0 : 1;
        if (request.ImplicitRules is not null) throw Modified($"{request.TypeName}.implicitRules");
        Tree.Visit(request, request.TypeName, (element, name, at) =>
        {
            if (name is "modifierExtension" or "implicitRules") throw Modified(at());
            if (element is Resource && ++resources > Resources)
                throw Refuse(RefusalKind.Unprocessable, "too-many-resources", $"A referral carries at most {Resources} resources, contained ones counted: send what the treatment needs.", at());
            if ((element as string ?? (element as PrimitiveType)?.JsonValue as string) is { } text && !Texts.IsText(text))
                throw Refuse(RefusalKind.Unprocessable, "control-character", "This text holds a control character or half a character, which FHIR strings never do: remove it.", at());
        });
    }

    static RefusalException Modified(string at) => Refuse(RefusalKind.Unprocessable, "unknown-modifier",
        "This element changes the meaning of what it stands in, and the network does not know how: send the referral without it, or telephone.", at);
}

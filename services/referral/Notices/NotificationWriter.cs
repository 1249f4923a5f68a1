using System.Globalization;
using System.Text;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>Writes notifications as the guide has them for FHIR R4: a Bundle of type history, whose first entry is the subscription's status as Parameters.</summary>
public sealed class NotificationWriter(IdentityOptions identity, NotifiedResources resources)
{
    string Address => PublicAddress.Fhir(identity);

    public string Handshake(Subscription subscription) => Write(subscription, Status(subscription, "handshake", subscription.Status, 0), subscription.Since, "handshake");

    public string Heartbeat(Subscription subscription) =>
        Write(subscription, Status(subscription, "heartbeat", subscription.Status, subscription.Events), subscription.HeartbeatAt ?? subscription.Since, "heartbeat");

    /// <summary>What is sent of a numbered event, with the resources as they are now where those are asked for.</summary>
    public async Task<string> Event(Subscription subscription, NumberedEvent numbered, CancellationToken ct)
    {
        var content = subscription.Terms!.Content;
        var status = Status(subscription, "event-notification", SubscriptionStatus.Active, numbered.Number, content);
        status.Parameter.Add(Part(numbered, content));
        return Write(subscription, status, numbered.At, $"{numbered.Number}", await Entries([numbered], content, ct));
    }

    /// <summary>Events that were, for who asks for them (<c>$events</c>).</summary>
    public async Task<Bundle> Events(Subscription subscription, IReadOnlyList<NumberedEvent> events, NoticeContent content, DateTimeOffset at, CancellationToken ct)
    {
        var status = Status(subscription, "query-event", subscription.Status, subscription.Events, content);
        status.Parameter.AddRange(events.Select(e => Part(e, content)));
        return Bundle(subscription, status, at, "events", await Entries(events, content, ct));
    }

    /// <summary>How it stands, for who asks for it (<c>$status</c>).</summary>
    public Parameters Status(Subscription subscription) => Status(subscription, "query-status", subscription.Status, subscription.Events);

    Parameters Status(Subscription subscription, string type, SubscriptionStatus status, long events, NoticeContent content = NoticeContent.IdOnly)
    {
        var parameters = new Parameters { Meta = new() { Profile = [Backport.StatusProfile] } };
        parameters.Parameter.Add(Named("subscription", new ResourceReference($"{Address}/Subscription/{subscription.Id}")));
        // Who is told only that something has happened is not told what.
        if (content is not NoticeContent.Empty) parameters.Parameter.Add(Named("topic", new Canonical(Topics.Of(subscription.Terms!.Topic).Url)));
        parameters.Parameter.Add(Named("status", new Code(status.Code())));
        parameters.Parameter.Add(Named("type", new Code(type)));
        parameters.Parameter.Add(Named("events-since-subscription-start", new FhirString(events.ToString(CultureInfo.InvariantCulture))));
        if (subscription.Error is { } error && type is "query-status") parameters.Parameter.Add(Named("error", new CodeableConcept { Text = error }));
        return parameters;
    }

    Parameters.ParameterComponent Part(NumberedEvent numbered, NoticeContent content)
    {
        var part = new Parameters.ParameterComponent
        {
            Name = "notification-event",
            Part = [Named("event-number", new FhirString(numbered.Number.ToString(CultureInfo.InvariantCulture))), Named("timestamp", new Instant(numbered.At))],
        };
        if (content is NoticeContent.Empty) return part;
        part.Part.Add(Named("focus", new ResourceReference($"{Address}/{numbered.Focus}")));
        part.Part.AddRange(numbered.Context.Select(reference => Named("additional-context", new ResourceReference($"{Address}/{reference}"))));
        return part;
    }

    /// <summary>One for each resource, named once.</summary>
    async Task<IReadOnlyList<Bundle.EntryComponent>> Entries(IReadOnlyList<NumberedEvent> events, NoticeContent content, CancellationToken ct)
    {
        var entries = new List<Bundle.EntryComponent>();
        if (content is NoticeContent.Empty) return entries;
        foreach (var reference in events.SelectMany(e => e.Context.Prepend(e.Focus)).Distinct())
            entries.Add(new()
            {
                FullUrl = $"{Address}/{reference}",
                Resource = content is NoticeContent.FullResource ? await resources.Find(reference, ct) : null,
                Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.PUT, Url = reference },
                Response = new() { Status = "200" },
            });
        return entries;
    }

    string Write(Subscription subscription, Parameters status, DateTimeOffset at, string name, IReadOnlyList<Bundle.EntryComponent>? entries = null) =>
        FhirJson.Write(Bundle(subscription, status, at, name, entries ?? []));

    /// <param name="name">Tells this one from the subscription's others: from both follow the ids, so that writing it again is writing the same.</param>
    Bundle Bundle(Subscription subscription, Parameters status, DateTimeOffset at, string name, IReadOnlyList<Bundle.EntryComponent> entries)
    {
        status.Id = new Guid(Convert.FromHexString(ReferralIds.Hash($"{subscription.Id}/{subscription.Revision}/{name}")[..32])).ToString();
        return new()
        {
            Id = status.Id,
            Meta = new() { Profile = [Backport.NotificationProfile] },
            Type = Hl7.Fhir.Model.Bundle.BundleType.History,
            Timestamp = at,
            Entry =
            [
                new()
                {
                    FullUrl = $"urn:uuid:{status.Id}",
                    Resource = status,
                    Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.GET, Url = $"{Address}/Subscription/{subscription.Id}/$status" },
                    Response = new() { Status = "200" },
                },
                .. entries,
            ],
        };
    }

    static Parameters.ParameterComponent Named(string name, DataType value) => new() { Name = name, Value = value };
}

/// <summary>The resources that full notifications carry: those that are kept here.</summary>
public sealed class NotifiedResources(DocumentStore<Referral, ReferralFact> referrals)
{
    /// <summary>As it is now; null when there is none, or it is not kept here.</summary>
    public async Task<Resource?> Find(string reference, CancellationToken ct)
    {
        var (type, id) = reference.Split('/') is [var first, var second] ? (first, second) : ("", "");
        var message = type is "Communication" ? CommunicationResource.Parse(id) : null;
        var report = ReportIds.Parse(id);
        if (await referrals.Find(message?.Referral ?? report.Referral, Part.Personal, ct) is not { } document) return null;
        return type switch
        {
            "Task" => TaskResource.Of(document),
            "Communication" when document.State.FindMessage(message!.Value.Number) is { } found => CommunicationResource.Of(document, found),
            "Bundle" when document.Report(report.Number) is { } written => FhirJson.Parse(Encoding.UTF8.GetBytes(written)),
            _ => null,
        };
    }
}

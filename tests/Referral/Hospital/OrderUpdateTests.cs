using System.Text;
using System.Xml.Linq;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What a hospital may change of its order, and what it reads of it.</summary>
public class OrderUpdateTests
{
    static ServiceRequest Kept()
    {
        var (order, json) = Given.ReadAll();
        return ServiceRequests.Resource("a1", json, Referral.Initial.After(new Submit(order, json, Given.Rules, 7)));
    }

    static ServiceRequest Sent(Action<ServiceRequest> change)
    {
        var order = Kept();
        order.Status = RequestStatus.Revoked;
        change(order);
        return order;
    }

    static string? Updated(Action<ServiceRequest> change) => OrderUpdate.Reason(OrderUpdate.Of(Sent(change), "a1"), Kept());

    [Fact]
    public void An_order_is_revoked_with_a_reason_that_is_new() =>
        Assert.Equal(("Moved away.", null), (Updated(o => o.Note.Add(new() { Text = "Moved away." })), Updated(_ => { })));

    public static TheoryData<string, Action<ServiceRequest>, RefusalKind, string> Refused() => new()
    {
        { "another's id", o => o.Id = "b2", RefusalKind.Invalid, "id-mismatch" },
        { "no id", o => o.Id = null, RefusalKind.Invalid, "id-mismatch" },
        { "another status", o => o.Status = RequestStatus.Completed, RefusalKind.Unprocessable, "not-updatable" },
        { "more visits beside it", o => o.Quantity = new Quantity(9, "visits"), RefusalKind.Unprocessable, "not-updatable" },
        { "another priority", o => o.Priority = RequestPriority.Stat, RefusalKind.Unprocessable, "not-updatable" },
        { "another number", o => o.Identifier[0].Value = "ORD-2", RefusalKind.Unprocessable, "not-updatable" },
        { "another diagnosis", o => o.ReasonCode = [new("http://snomed.info/sct", "23056005")], RefusalKind.Unprocessable, "not-updatable" },
        { "turned round", o => o.DoNotPerform = true, RefusalKind.Unprocessable, "not-updatable" },
        { "a modifier", o => o.ModifierExtension = [new("https://ehr.example/x", new FhirBoolean(true))], RefusalKind.Unprocessable, "unknown-modifier" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Nothing_else_of_it_changes(string what, Action<ServiceRequest> change, RefusalKind kind, string code)
    {
        var refusal = Assert.Throws<RefusalException>(() => Updated(change)).Refusals[0];

        Assert.Equal((what, kind, code), (what, refusal.Kind, refusal.Code));
    }

    [Fact]
    public void A_short_update_leaves_the_rest_as_it_is() => Assert.Null(OrderUpdate.Reason(OrderUpdate.Of(
        FhirJson.Parse("""{"resourceType":"ServiceRequest","id":"a1","status":"revoked","intent":"order","subject":{"display":"as sent"}}"""u8), "a1"), Kept()));

    [Theory, InlineData("W/\"1\"", true), InlineData("\"1\"", true), InlineData("*", true), InlineData("W/\"2\", W/\"1\"", true), InlineData("W/\"2\"", false), InlineData("nonsense", false)]
    public void An_update_holds_for_the_version_that_was_seen(string ifMatch, bool seen) => Assert.Equal(seen, OrderUpdate.HasSeen(ifMatch, Kept().Meta!.VersionId!));

    [Fact]
    public void The_report_can_be_read_whatever_is_pasted_into_a_note()
    {
        var outcome = new SeriesOutcome("t1", "A. <b>Okonkwo</b>", "boston", "Boston",
            [new(1, 1, new(2026, 11, 26), "completed", 50, ["myofascial-release"], 7, 3, "better \u000b & \u0000 <i>good</i> \ud800 \uffff ü")]);
        var report = (Bundle)FhirJson.Parse(Encoding.UTF8.GetBytes(OutcomeReport.Write("r", Given.Order(), outcome, Given.Now, Edition.Last(Given.Reporting()))));

        var table = XDocument.Parse(((Composition)report.Entry[0].Resource!).Section[0].Text!.Div!);
        Assert.Contains("better  &  <i>good</i>", table.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coordinator_fills_in_the_visits_that_an_order_leaves_out_and_changes_none_that_it_says()
    {
        var open = Referral.Initial.After(Given.Submit(b => b.Resource(2).Remove("quantityQuantity")));

        Assert.Equal("visits-missing", open.Decides(new Accept(false)).Refusal!.Code);
        Assert.Equal("visits-out-of-range", open.Decides(new Accept(false, 61)).Refusal!.Code);
        Assert.Equal(8, open.After(new Accept(false, 8)).Prescription.Visits);
        Assert.Equal("visits-prescribed", Given.InReview().Decides(new Accept(false, 8)).Refusal!.Code);
    }
}

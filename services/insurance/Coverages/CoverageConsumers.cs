using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Payers;
using MassTransit;

namespace ClinicNetwork.Insurance.Coverages;

/// <summary>An accepted referral asks which of its visits are covered.</summary>
public sealed class CoverageRequestedConsumer(
    DocumentStore<Authorization, AuthorizationFact> store, DocumentStore<Benefit, BenefitFact> benefits,
    ReferralClient referrals, PayerRules rules, ClinicDay day, TimeProvider clock) : IConsumer<CoverageRequested>
{
    public Task Consume(ConsumeContext<CoverageRequested> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public async Task Handle(CoverageRequested m, Cause cause, CancellationToken ct)
    {
        var known = await store.Find(m.ReferralId, ct);
        var decision = AuthorizationDecider.NeedsDecision(known?.State ?? Authorization.Initial) ? await Decide(m.ReferralId, ct) : null;
        await store.Handle(m.ReferralId, cause, state => AuthorizationDecider.Determine(state, m.ReferralId, m.Chain, decision, clock.GetUtcNow()), begins: known is null, ct);
    }

    async Task<CoverageDecision> Decide(string referralId, CancellationToken ct)
    {
        var detail = await referrals.Coverage(referralId, ct);
        var book = await rules.Current(ct);
        // The visits' days are not known yet: this year's benefit decides, and the reservation checks each day's own year.
        var account = CoverageDecider.AccountOf(detail, book);
        var benefit = account is null ? null : await benefits.Find(account.KeyOn(day.Today), ct);
        return CoverageDecider.Decide(detail, book, benefit?.State.UseByOthers(referralId) ?? BenefitUse.None, day.Today);
    }
}

/// <summary>A payer answers a request for authorisation.</summary>
public sealed class AuthorizationAnsweredConsumer(DocumentStore<Authorization, AuthorizationFact> store) : IConsumer<AuthorizationAnswered>
{
    public Task Consume(ConsumeContext<AuthorizationAnswered> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public Task Handle(AuthorizationAnswered m, Cause cause, CancellationToken ct) =>
        store.Handle(m.ReferralId, cause, state => AuthorizationDecider.Answer(state, new(m.Decision, m.Visits, m.AuthorizationNumber)), ct);
}

/// <summary>The calendar day at the clinics, by which coverage starts and ends.</summary>
public sealed class ClinicDay(TimeProvider clock, IConfiguration configuration)
{
    readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(configuration["TimeZone"] ?? "America/New_York");

    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
}

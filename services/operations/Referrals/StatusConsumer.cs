using ClinicNetwork.Contracts.Referral.V1;
using MassTransit;

namespace ClinicNetwork.Operations.Referrals;

public sealed class StatusConsumer(Coalescer coalescer) : IConsumer<ReferralStatusChanged>
{
    public Task Consume(ConsumeContext<ReferralStatusChanged> context) => coalescer.Add(context.Message, context.CancellationToken);
}

/// <summary>Messages wait in the <see cref="Coalescer"/> unacknowledged, at most one a referral: room for many at once.</summary>
public sealed class StatusConsumerDefinition : ConsumerDefinition<StatusConsumer>
{
    const int AtOnce = 2000;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<StatusConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = AtOnce;
        endpointConfigurator.ConcurrentMessageLimit = AtOnce;
    }
}

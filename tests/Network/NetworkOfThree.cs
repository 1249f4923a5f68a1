[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Tests.Network;

/// <summary>Three processes of every service.</summary>
public sealed class NetworkOfThree : NetworkFixture
{
    protected override int Instances => 3;
}

/// <summary>Two processes of every service, the second of another version.</summary>
public sealed class NetworkOfTwoVersions : NetworkFixture
{
    const string Variable = "CLINIC_NETWORK_BESIDE";

    protected override int Instances => 2;

    protected override string? Beside => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root
        ? root
        : throw new InvalidOperationException($"{Variable} must name another built working copy, as .ci/night does.");
}

[CollectionDefinition(nameof(NetworkOfThree))]
public sealed class OnNetworkOfThree : ICollectionFixture<NetworkOfThree>;

[CollectionDefinition(nameof(NetworkOfTwoVersions))]
public sealed class OnNetworkOfTwoVersions : ICollectionFixture<NetworkOfTwoVersions>;

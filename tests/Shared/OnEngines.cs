namespace ClinicNetwork.Tests.Shared;

[CollectionDefinition(Name)]
/// <summary>Tests on real engines run one after the other.</summary>
public sealed class OnEngines : ICollectionFixture<Engines>
{
    public const string Name = "engines";
}

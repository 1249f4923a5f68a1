using System.Text.Json.Nodes;
using ClinicNetwork.Local;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Tests.Local;

public sealed class SigningKeyTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-network-keys-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("RS384")]
    public async Task A_token_is_verified_by_the_published_half_of_its_key_and_by_no_other(string algorithm)
    {
        var (key, other) = (Key("key", algorithm), Key("other", algorithm));
        var token = key.Sign(new() { ["iss"] = "me", ["aud"] = "you", ["sub"] = "me" });
        Assert.True(await Verifies(token, key, algorithm));
        Assert.False(await Verifies(token, other, algorithm));
    }

    [Fact]
    public void A_key_is_made_once_and_only_its_owner_may_read_it()
    {
        var first = Key("once", "ES256").Public.ToJsonString();
        Assert.Equal(first, Key("once", "ES256").Public.ToJsonString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullName, "once")));
    }

    [Theory]
    [InlineData("ES384")]
    [InlineData("RS384")]
    public void The_published_half_holds_no_private_member(string algorithm) =>
        Assert.Empty(Key("half", algorithm).Public.Select(member => member.Key).Intersect(["d", "p", "q", "dp", "dq", "qi"]));

    SigningKey Key(string name, string algorithm) => SigningKey.LoadOrCreate(Path.Combine(folder.FullName, name), name, algorithm);

    static async Task<bool> Verifies(string token, SigningKey key, string algorithm) => (await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
    {
        ValidIssuer = "me",
        ValidAudience = "you",
        ValidAlgorithms = [algorithm],
        ValidateLifetime = false,
        RequireExpirationTime = false,
        IssuerSigningKeys = new JsonWebKeySet(SigningKey.Set(key).ToJsonString()).GetSigningKeys(),
        TryAllIssuerSigningKeys = true,
    })).IsValid;
}

using ClinicNetwork.Local;

namespace Tests.Local;

public class ArgumentsTests
{
    [Fact]
    public void Nothing_said_starts_the_network_with_25_demonstration_referrals() =>
        Assert.Equal(new Arguments { Command = "up", Referrals = 25 }, Arguments.Parse([]));

    [Fact]
    public void Every_sub_command_takes_state_and_port_wherever_they_stand()
    {
        Assert.Equal(new Arguments { Command = "token", Subject = "general-hospital", State = "s", Port = 81 }, Arguments.Parse(["--state", "s", "token", "general-hospital", "--port", "81"]));
        Assert.Equal(new Arguments { Command = "status", State = "s" }, Arguments.Parse(["status", "--state", "s"]));
        Assert.Equal(new Arguments { Command = "demo", Referrals = 500 }, Arguments.Parse(["demo", "--referrals", "500"]));
        Assert.Equal(new Arguments { Command = "token", Subject = "therapist", Id = "t-3" }, Arguments.Parse(["token", "therapist", "--id", "t-3"]));
        Assert.True(Arguments.Parse(["--no-demo"]).NoDemo);
        Assert.Equal(3, Arguments.Parse(["--instances", "3"]).Instances);
    }

    [Theory]
    [InlineData("--prot is not an option", "--prot", "1")]
    [InlineData("'launch' is not a command", "launch")]
    [InlineData("--port takes a whole number from 1 to 65535, not '0'", "--port", "0")]
    [InlineData("--port takes a whole number from 1 to 65535, not '-1'", "--port", "-1")]
    [InlineData("--instances takes a whole number from 1 to 9, not '10'", "--instances", "10")]
    [InlineData("--referrals takes a whole number from 1 to 10000, not 'many'", "--referrals", "many")]
    [InlineData("--state needs a value", "status", "--state")]
    [InlineData("token needs a name", "token")]
    [InlineData("'twice' is one word too many", "status", "twice")]
    public void What_is_not_understood_is_named(string words, params string[] line) =>
        Assert.Contains(words, Assert.Throws<LaunchException>(() => Arguments.Parse(line)).Message, StringComparison.Ordinal);
}

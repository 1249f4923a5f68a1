using ClinicNetwork.Engines;
using ClinicNetwork.Local;
using ClinicNetwork.Verify;

try
{
    return await Commands.Run(Arguments.Parse(args));
}
catch (Exception e) when (e is LaunchException or EngineException or VerifyException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"A file cannot be used ({e.Message.TrimEnd('.')}): free some disk, or name a folder of your own with --state.");
    return 1;
}

using System.CommandLine;
using System.Globalization;

namespace DurableParallel.Cli.Commands;

/// <summary>Server and console on one journal, for a day's work.</summary>
internal sealed class DevCommand : Command
{
    private const int DefaultPort = 9911;
    private readonly Option<int?> _port = new("--port") { Description = $"The port on this machine ({DefaultPort}); 0 is one that is free.", HelpName = "number" };

    public DevCommand()
        : base("dev", "Starts server and console on one journal, dpar-dev.db of this folder unless --journal names another, and prints both links. Further options are the server's.")
    {
        Options.Add(_port);
        TreatUnmatchedTokensAsErrors = false;
        SetAction((parsed, _) =>
        {
            var journal = Path.GetFullPath(parsed.GetValue(GlobalOptions.Journal) ?? "dpar-dev.db");
            var url = $"http://127.0.0.1:{(parsed.GetValue(_port) ?? DefaultPort).ToString(CultureInfo.InvariantCulture)}";
            parsed.InvocationConfiguration.Output.WriteLine($"Journal {journal}");
            parsed.InvocationConfiguration.Output.WriteLine("Workers: AWS_ENDPOINT_URL_LAMBDA=<server> AWS_LAMBDA_RUNTIME_API=<server without http://>/runtime/NAMES");
            return Server.Program.Main(["--journal", journal, "--urls", url, "--profile", "local", .. parsed.UnmatchedTokens.Where(static token => token != "--")]);
        });
    }
}

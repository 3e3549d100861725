using System.CommandLine;

namespace DurableParallel.Cli.Commands;

/// <summary>The server, with all of its own options.</summary>
internal sealed class ServeCommand : Command
{
    public ServeCommand()
        : base("serve", "Runs the server, with its console. Takes the server's own options: 'dpar serve -- --help' lists them.")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction((parsed, _) => Server.Program.Main([.. Given(parsed), .. parsed.UnmatchedTokens.Where(static token => token != "--")]));
    }

    /// <summary>What the command line has taken for itself, and the server knows as well.</summary>
    private static string[] Given(ParseResult parsed) => parsed.GetValue(GlobalOptions.Journal) is { } journal ? ["--journal", journal] : [];
}

using System.CommandLine;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>What the program is connected to.</summary>
internal static class Terminals
{
    public static CommandOutput OutputOf(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, isTerminal: !System.Console.IsOutputRedirected && parsed.InvocationConfiguration.Output == System.Console.Out, parsed.GetValue(GlobalOptions.Json));

    /// <summary>Asks for a yes where a person can give one.</summary>
    /// <exception cref="CliException">There is no terminal to ask in.</exception>
    public static bool Confirm(CommandOutput output, string question)
    {
        if (System.Console.IsInputRedirected || !output.IsTerminal)
        {
            throw CliException.Usage($"{question} Give --yes where there is no terminal to ask in.");
        }

        output.Terminal.Write(new Spectre.Console.Text($"{question} [y/N] "));
        return System.Console.ReadLine() is { } answer && answer.Trim() is "y" or "Y" or "yes";
    }
}

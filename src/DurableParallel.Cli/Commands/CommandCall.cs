using System.CommandLine;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>One call of a command: what was typed, who is asked, and where the answer goes.</summary>
internal sealed record CommandCall(ParseResult Parsed, IConsoleClient Client, CommandOutput Output)
{
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    /// <summary>The name of the execution that the argument means.</summary>
    public Task<string> ExecutionAsync(Argument<string> argument, CancellationToken cancellationToken) =>
        Names.ResolveAsync(Client, Parsed.GetValue(argument)!, cancellationToken);
}

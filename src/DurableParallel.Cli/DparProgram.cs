using System.CommandLine;
using System.CommandLine.Invocation;
using DurableParallel.Cli.Commands;

namespace DurableParallel.Cli;

/// <summary>The commands, and what becomes of their failures.</summary>
internal sealed class DparProgram
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);
    private readonly RootCommand _root;

    public DparProgram()
    {
        var (message, type, reason) = (
            new Option<string?>("--message") { Description = "The error's message.", HelpName = "text" },
            new Option<string?>("--type") { Description = "The error's type.", HelpName = "name" },
            new Option<string?>("--reason") { Description = "Why.", HelpName = "text" });
        _root = new RootCommand("Looks at durable executions and steers them: over a console's API (--url), or straight from a journal file (--journal).")
        {
            new ListCommand(), new ShowCommand(), new TailCommand(), new HistoryCommand(), new TreeCommand(),
            new StartCommand(),
            new ActionCommand("stop", "stopped", "Ends executions at once, without their code.", isForMany: true, parsed => StopBody(parsed, type, message), message, type),
            new ActionCommand("cancel", "asked to cancel", "Asks executions to end; their code cleans up.", isForMany: true, parsed => Inputs.Body(("reason", parsed.GetValue(reason))), reason),
            new ActionCommand("retry", "retried", "Runs anew what made executions fail.", isForMany: true),
            new ForkCommand(),
            new RaiseCommand(),
            new CallbacksCommand(), AnswerCommand.Complete(), AnswerCommand.Fail(), AnswerCommand.Heartbeat(),
            new BlockedCommand(),
            new ActionCommand("unblock", "unblocked", "Lets a blocked execution go on, once its code fits again.", isForMany: false),
            new ActionCommand("purge", "purged", "Deletes executions that have ended, with all that is on record of them.", isForMany: true),
            new SchedulesCommand(), new FunctionsCommand(), new WhatIfCommand(), new StatsCommand(),
            new VerifyCommand(), new ServeCommand(), new DevCommand(), new CompletionCommand(),
        };
        _root.Options.Add(GlobalOptions.Url);
        _root.Options.Add(GlobalOptions.Journal);
        _root.Options.Add(GlobalOptions.Json);
    }

    /// <summary>Runs a command and says how it ended.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="output">Where it prints; the console's own is one a person may look at.</param>
    /// <param name="errors">Where it says what is wrong.</param>
    /// <param name="cancellationToken">Ends it, as Ctrl-C does.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken = default)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.Errors is [var first, ..] && parsed.Action is null or ParseErrorAction)
        {
            var problem = parsed is { CommandResult.Command: RootCommand, UnmatchedTokens: [var unknown, ..] } ? $"There is no command '{unknown}'." : first.Message;
            await errors.WriteLineAsync($"{problem} 'dpar {CommandOf(parsed)}--help' says what can be given.");
            return ExitCode.Usage;
        }

        // The server ends by itself when the process is to. Of two that listen the library lets the later one fail: its source is gone by then.
        var isServer = parsed.CommandResult.Command is ServeCommand or DevCommand;
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = isServer ? null : LongestStop,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (CliException failed)
        {
            await errors.WriteLineAsync(failed.Message);
            return failed.ExitCode;
        }
        catch (Exception failed) when (failed is DurableException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(failed.Message);
            return ExitCode.Failed;
        }
    }

    private static string CommandOf(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";

    private static string StopBody(ParseResult parsed, Option<string?> type, Option<string?> message) =>
        parsed.GetValue(type) is null && parsed.GetValue(message) is null
            ? "{}"
            : Inputs.Body(("error", new Dictionary<string, string?>(StringComparer.Ordinal) { ["type"] = parsed.GetValue(type), ["message"] = parsed.GetValue(message) }));
}

using System.CommandLine;
using DurableParallel.HelloSequence.Web;

namespace DurableParallel.HelloSequence.Terminal;

/// <summary>The commands as they are typed: without a word the web program, with run the console one.</summary>
internal sealed class CommandLine
{
    private const int LongestPrefix = 50;
    private const int MostInFlight = 100_000;

    private readonly Option<string?> _journal = new("--journal") { Description = "The journal's file; without it, one under your local application data.", HelpName = "path", Recursive = true };
    private readonly Option<string?> _url = new("--url") { Description = $"Where to listen ({ServeOptions.DefaultUrl}).", HelpName = "url" };
    private readonly Argument<string?> _count = new("count") { Description = $"How many executions, 1 to {ExecutionCount.Largest}.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "Of the executions' names; that of a run that was stopped goes on with it.", HelpName = "name" };
    private readonly Option<string?> _inFlight = new("--in-flight") { Description = $"How many may be started and not ended ({RunOptions.DefaultInFlight}).", HelpName = "number" };
    private readonly RootCommand _root;

    public CommandLine(Func<ServeOptions, CancellationToken, Task<int>> serve, Func<RunOptions, CancellationToken, Task<int>> run)
    {
        var runCommand = new Command("run", "Runs many sequences here and says how fast that was.") { _count, _prefix, _inFlight };
        runCommand.SetAction((parsed, cancellationToken) => run(BindRun(parsed), cancellationToken));
        _root = new RootCommand("Five greetings in a row, durably and very often. Without a command: a web program that starts them.") { _journal, _url, runCommand };
        _root.SetAction((parsed, cancellationToken) => serve(BindServe(parsed), cancellationToken));
    }

    /// <summary>Runs the command. Bad usage is thrown as a <see cref="UsageException"/>.</summary>
    public Task<int> InvokeAsync(IReadOnlyList<string> arguments)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            throw new UsageException($"'{token}' is not understood. There is the command 'run <count>', and without a command the web program starts; --help lists the options.");
        }

        return parsed.Errors is [var first, ..]
            ? throw new UsageException(first.Message)
            : parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
    }

    private RunOptions BindRun(ParseResult parsed)
    {
        var count = ExecutionCount.Parse("count", parsed.GetValue(_count), out var problem) ?? throw new UsageException(problem);
        var prefix = parsed.GetValue(_prefix) ?? HelloStarts.NewPrefix(TimeProvider.System);
        if (prefix.Length is 0 or > LongestPrefix || !prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new UsageException($"--prefix needs 1 to {LongestPrefix} characters of A-Z, a-z, 0-9, - and _.");
        }

        return new RunOptions(count, Journal(parsed), prefix, InFlight(parsed.GetValue(_inFlight)));
    }

    private ServeOptions BindServe(ParseResult parsed)
    {
        var url = parsed.GetValue(_url) ?? ServeOptions.DefaultUrl;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http"
            ? new ServeOptions(url, Journal(parsed))
            : throw new UsageException($"--url needs an address such as {ServeOptions.DefaultUrl}, and '{url}' is none.");
    }

    private static int InFlight(string? text)
    {
        if (text is null)
        {
            return RunOptions.DefaultInFlight;
        }

        return int.TryParse(text, out var number) && number is >= 1 and <= MostInFlight
            ? number
            : throw new UsageException($"--in-flight needs a whole number from 1 to {MostInFlight}, and '{text}' is none.");
    }

    private string Journal(ParseResult parsed)
    {
        var path = parsed.GetValue(_journal) ?? ExampleJournal.DefaultPath;
        try
        {
            path = Path.GetFullPath(path);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"--journal needs a path, and '{path}' is none.");
        }

        return Directory.Exists(path) ? throw new UsageException($"--journal needs a file, and '{path}' is a folder.") : path;
    }
}

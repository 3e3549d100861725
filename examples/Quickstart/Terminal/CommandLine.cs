using System.CommandLine;
using System.CommandLine.Parsing;

namespace DurableParallel.Quickstart;

/// <summary>The options as they are typed, and their way into <see cref="AuditOptions"/>.</summary>
internal sealed class CommandLine
{
    private readonly Argument<string?> _folder = new("folder") { Description = "The folder to audit; without it, this repository.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _journal = new("--journal") { Description = "The journal's file; without it, one for the folder under your local application data.", HelpName = "path" };
    private readonly Option<int?> _concurrency = Number("--concurrency", 1, 10_000, $"How many files are audited at once ({AuditOptions.DefaultConcurrency}).");
    private readonly Option<int?> _tolerate = Number("--tolerate", 0, int.MaxValue, $"How many files may fail ({AuditOptions.DefaultTolerance}).");
    private readonly Option<int?> _slow = Number("--slow", 0, 3_600_000, "Milliseconds that every step takes at least, to watch it.");
    private readonly Option<int?> _killAfter = Number("--kill-after", 1, int.MaxValue, "Kill this process (SIGKILL) after so many files; the same command without it resumes.");
    private readonly Option<string?> _fail = new("--fail") { Description = "Files whose name or path matches (* and ?) raise an error.", HelpName = "pattern" };
    private readonly Option<string?> _report = new("--report") { Description = "Where the report is written (report.json).", HelpName = "path" };
    private readonly Option<string?> _effects = new("--effects") { Description = "Append a line to this file when a step starts and when it is acknowledged.", HelpName = "path" };
    private readonly RootCommand _root;

    public CommandLine(Func<AuditOptions, CancellationToken, Task<int>> run)
    {
        _root = new RootCommand("Audits a folder of files, durably: kill it and run it again.")
        {
            _folder, _journal, _concurrency, _tolerate, _slow, _killAfter, _fail, _report, _effects,
        };
        _folder.Validators.Add(RefuseOption);
        _root.SetAction((ParseResult parsed, CancellationToken cancellationToken) => run(Bind(parsed), cancellationToken));
    }

    /// <summary>Runs the command. Bad usage is thrown as a <see cref="UsageException"/>.</summary>
    public Task<int> InvokeAsync(IReadOnlyList<string> arguments)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            throw new UsageException($"'{token}' is too much: there is one folder, and the options that --help lists.");
        }

        return parsed.Errors is [var first, ..]
            ? throw new UsageException(first.Message)
            : parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
    }

    private AuditOptions Bind(ParseResult parsed)
    {
        var folder = Places.Folder(parsed.GetValue(_folder));
        var options = new AuditOptions
        {
            Folder = folder,
            Journal = Places.Journal(parsed.GetValue(_journal), AuditName.Series(folder)),
            Report = Places.FileToReplace("--report", parsed.GetValue(_report) ?? "report.json"),
            Effects = parsed.GetValue(_effects) is { } effects ? Places.FileToWrite("--effects", effects) : null,
            Concurrency = parsed.GetValue(_concurrency) ?? AuditOptions.DefaultConcurrency,
            Tolerate = parsed.GetValue(_tolerate) ?? AuditOptions.DefaultTolerance,
            Slow = TimeSpan.FromMilliseconds(parsed.GetValue(_slow) ?? 0),
            KillAfter = parsed.GetValue(_killAfter),
            Fail = parsed.GetValue(_fail),
        };
        Places.KeepApart(("--journal", options.Journal), ("--report", options.Report), ("--effects", options.Effects));
        return options;
    }

    // The parser takes an option it does not know for the folder.
    private static void RefuseOption(ArgumentResult folder)
    {
        if (folder.Tokens is [{ Value: ['-', ..] typed }, ..])
        {
            folder.AddError($"There is no option '{typed}'; --help lists them. A folder of that name is './{typed}'.");
        }
    }

    private static Option<int?> Number(string name, int least, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => ParseNumber(result, name, least, most),
    };

    private static int? ParseNumber(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, out var number) && number >= least && number <= most)
        {
            return number;
        }

        var range = most == int.MaxValue ? $"of {least} or more" : $"from {least} to {most}";
        result.AddError($"{name} needs a whole number {range}, and '{text}' is none.");
        return null;
    }
}

using System.CommandLine;
using DurableParallel.Cli.Output;
using DurableParallel.Cli.Verifying;
using DurableParallel.Testing;

namespace DurableParallel.Cli.Commands;

/// <summary>Replays saved histories against today's code.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly Argument<string[]> _files = new("files") { Description = "Histories, as 'dpar history --export' and HistoryReplay.SaveAsync write them.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _assembly = new("--assembly") { Description = "The assembly that has the function.", HelpName = "file", Required = true };
    private readonly Option<string?> _function = new("--function") { Description = "The function: the name of its class, its method, or its own. Needed where the file does not tell.", HelpName = "name" };

    public VerifyCommand()
        : base("verify", "Replays saved histories against the code of an assembly. Ends with 1 when one of them does not fit.")
    {
        Arguments.Add(_files);
        Options.Add(_assembly);
        Options.Add(_function);
        SetAction((parsed, _) => Task.FromResult(Run(parsed, Terminals.OutputOf(parsed))));
    }

    private int Run(ParseResult parsed, CommandOutput output)
    {
        var functions = FoundFunctions.In(parsed.GetValue(_assembly)!);
        var code = ExitCode.Succeeded;
        foreach (var file in parsed.GetValue(_files)!)
        {
            if (!File.Exists(file))
            {
                throw CliException.NotFound($"There is no file {Path.GetFullPath(file)}.");
            }

            var function = functions.Choose(parsed.GetValue(_function), file);
            string? problem = null;
            var report = "";
            try
            {
                report = HistoryReplay.Verify(file, function.Make()).ToString();
            }
            catch (DurableTestException drift)
            {
                (problem, code) = (drift.Message, ExitCode.Failed);
            }

            if (output.IsJson)
            {
                output.Json(new Dictionary<string, object?>(StringComparer.Ordinal) { ["file"] = file, ["function"] = function.Name, ["fits"] = problem is null, ["message"] = problem ?? report });
            }
            else
            {
                output.Line(file, new Cell(function.Name, Colours.Quiet), problem is null ? new Cell(report, Spectre.Console.Color.Green) : new Cell("does not fit", Spectre.Console.Color.Red));
                if (problem is not null)
                {
                    foreach (var line in problem.Split('\n'))
                    {
                        output.Line($"  {line.TrimEnd()}");
                    }
                }
            }
        }

        return code;
    }
}

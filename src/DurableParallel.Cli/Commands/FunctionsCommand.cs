using System.Text.Json;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Lists functions.</summary>
internal sealed class FunctionsCommand : ConsoleCommand
{
    public FunctionsCommand()
        : base("functions", "Lists functions with their versions and how their executions stand.")
    {
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        List<JsonElement> functions = [.. (await call.Client.GetAsync("/functions", cancellationToken)).Items("items")];
        if (call.Output.IsJson)
        {
            functions.ForEach(function => call.Output.Json(function));
            return ExitCode.Succeeded;
        }

        call.Output.Table(
            ["NAME", "VERSIONS", "EXECUTIONS"],
            functions.Select(static function => (IReadOnlyList<Cell>)
            [
                function.Text("name"),
                string.Join(", ", function.Items("versions").Select(static version => version.Text("version") + (version.IsTrue("registered") || version.IsTrue("served") ? "" : " (not registered)"))),
                string.Join(", ", function.Members("counts").Select(static count => $"{count.Value} {count.Name}")),
            ]));
        return ExitCode.Succeeded;
    }
}

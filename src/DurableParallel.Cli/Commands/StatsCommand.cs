using System.CommandLine;
using System.Globalization;
using DurableParallel.Cli.Client;
using DurableParallel.Cli.Output;

namespace DurableParallel.Cli.Commands;

/// <summary>Prints what the engine does.</summary>
internal sealed class StatsCommand : ConsoleCommand
{
    private readonly Option<double?> _watch = Watching.Option();

    public StatsCommand()
        : base("stats", "Prints what the engine does: executions, commits, latencies, the journal's size.") => Options.Add(_watch);

    protected override Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken) =>
        Watching.RunAsync(call, _watch, token => PrintAsync(call, token), cancellationToken);

    private static async Task<int> PrintAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var figures = await call.Client.GetAsync("/figures", cancellationToken);
        if (call.Output.IsJson)
        {
            call.Output.Json(figures);
            return ExitCode.Succeeded;
        }

        string? Count(string name) => figures.Has(name) ? figures.Number(name).ToString("N0", CultureInfo.InvariantCulture) : null;
        string? Rate(string name) => figures.Real(name) is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.#}/s") : null;
        string? Latency(string p50, string p99) => figures.Real(p50) is { } half ? string.Create(CultureInfo.InvariantCulture, $"p50 {half:0.##} ms, p99 {figures.Real(p99):0.##} ms") : null;
        string? Bytes(string name) => figures.Has(name) ? string.Create(CultureInfo.InvariantCulture, $"{figures.Number(name) / 1048576.0:0.#} MiB") : null;
        call.Output.Facts(
        [
            ("executions", Count("executions")),
            ("running", Count("running")),
            ("active", Count("active")),
            ("parked", Count("parked")),
            ("queued", Count("queued")),
            ("blocked", Count("blocked")),
            ("starts", Rate("startsPerSecond")),
            ("ends", Rate("endsPerSecond")),
            ("steps", Rate("stepsPerSecond")),
            ("step latency", Latency("stepP50Ms", "stepP99Ms")),
            ("commits", Rate("commitsPerSecond")),
            ("commit latency", Latency("commitP50Ms", "commitP99Ms")),
            ("journal", Bytes("journalBytes")),
            ("wal", Bytes("walBytes")),
            ("heap", Bytes("heapBytes")),
            .. figures.Members("failures").Select(static failure => ($"failures of {failure.Name}", new Cell(failure.Value.ToString(), Spectre.Console.Color.Red))),
        ]);
        return ExitCode.Succeeded;
    }
}

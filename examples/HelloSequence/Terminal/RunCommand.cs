using System.Diagnostics;
using DurableParallel.Engine;
using DurableParallel.HelloSequence.Measuring;
using Spectre.Console;

namespace DurableParallel.HelloSequence.Terminal;

/// <summary>The console form: starts the sequences, shows how far they are, and says how fast it was.</summary>
internal sealed class RunCommand(IAnsiConsole console)
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var latency = new StepLatency();
        await using var engine = await OpenAsync(options.Journal);
        engine.Register<int, List<string>>(HelloFunction.Name, new HelloFunction(latency).RunAsync);
        Line($"Running {options.Count:N0} sequences, {options.Prefix}-1 to {options.Prefix}-{options.Count}");
        Line($"Journal {options.Journal}");
        var watch = Stopwatch.StartNew();
        StartManyResult result;
        try
        {
            result = await StartAsync(engine, options, cancellationToken);
        }
        catch (StartManyCanceledException canceled)
        {
            Line("Stopping in good order.");
            await engine.StopAsync(LongestStop, CancellationToken.None);
            Line($"Stopped: {canceled.Result.Started + canceled.Result.AlreadyThere:N0} of {options.Count:N0} are started, and nothing of them is lost.");
            Line($"Go on: dotnet run --project examples/HelloSequence -- run {options.Count} --prefix {options.Prefix} --journal {Quote(options.Journal)}");
            return ExitCode.Interrupted;
        }

        console.Write(RunSummary.Of(result, latency, watch.Elapsed));
        return result.IsSuccess && result.EndedByStatus.GetValueOrDefault(ExecutionStatus.Succeeded) == options.Count
            ? ExitCode.Succeeded
            : ExitCode.Failed;
    }

    private Task<StartManyResult> StartAsync(DurableEngine engine, RunOptions options, CancellationToken cancellationToken) => console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(progress =>
        {
            var started = progress.AddTask("Started", maxValue: options.Count);
            var ended = progress.AddTask("Ended", maxValue: options.Count);
            return engine.StartManyAsync(
                HelloStarts.Of(options.Prefix, options.Count),
                new StartManyOptions { MaxInFlight = options.InFlight, Until = StartManyUntil.Ended, Progress = new Bars(started, ended) },
                cancellationToken);
        });

    private static async Task<DurableEngine> OpenAsync(string journal)
    {
        try
        {
            return await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = journal, Retention = ExampleJournal.Retention });
        }
        catch (Exception exception) when (exception is DurableException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The journal cannot be opened: {exception.Message} (--journal names another.)");
        }
    }

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;

    private void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    private sealed class Bars(ProgressTask started, ProgressTask ended) : IProgress<StartProgress>
    {
        public void Report(StartProgress value)
        {
            started.Value = value.Decided;
            ended.Value = value.Ended;
        }
    }
}

using DurableParallel.Benchmarks;
using DurableParallel.Benchmarks.Scenarios;

IScenario[] scenarios = [new SequenceScenario(), new FanoutScenario(), new ReplayScenario(), new LayoutScenario(), new WireScenario()];
var scenario = args.Length > 0 ? Array.Find(scenarios, s => s.Name == args[0]) : null;
if (scenario is null || !Arguments.TryParse(args.AsSpan(1), out var arguments))
{
    await Console.Error.WriteLineAsync(
        (scenario is null ? "Name a scenario." : "Expected whole numbers: N of at least 1, then the limit of concurrency, 0 for none.")
        + Environment.NewLine
        + "Usage: dotnet run -c Release --project tests/DurableParallel.Benchmarks -- <scenario> [N] [concurrency]"
        + Environment.NewLine
        + string.Join(Environment.NewLine, scenarios.Select(s => $"  {s.Name,-10}{s.Description}")));
    return 2;
}

Report.Machine();
await scenario.RunAsync(arguments);
return 0;

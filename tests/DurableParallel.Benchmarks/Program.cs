using System.Text.Json;
using DurableParallel.Benchmarks;
using DurableParallel.Benchmarks.Children;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Scenarios;

IScenario[] scenarios =
[
    new SequenceScenario(), new LatencyScenario(), new FanoutScenario(), new ReplayScenario(), new WriteScenario(),
    new ParkedScenario(), new RecoverScenario(), new LimitedScenario(), new StartingScenario(), new TagScenario(), new ListingScenario(), new ConsoleScenario(), new LayoutScenario(),
    new WireScenario(),
];
IScenario[] parts = [new SequenceWithoutConcurrentGCScenario()];
IChild[] children = [new HelloChild(), new FanOutChild(), new WriteChild(), new ParkedChild(), new FillAndDieChild(), new RecoverChild()];

if (args is [ChildProcess.Verb, var childName, ..] && Array.Find(children, child => child.Name == childName) is { } found)
{
    Console.WriteLine(JsonSerializer.Serialize(await found.RunAsync(args[2..])));
    return 0;
}

var name = args.Length > 0 ? args[0] : "";
var chosen = name == "all" ? scenarios : [.. scenarios.Concat(parts).Where(scenario => scenario.Name == name)];
if (chosen is [] || !Arguments.TryParse(args.AsSpan(1), out var arguments))
{
    await Console.Error.WriteLineAsync(
        (chosen is [] ? "Name a scenario, or all." : "Expected whole numbers: N of at least 1, then what the scenario says.")
        + Environment.NewLine
        + $"Usage: dotnet run -c Release --project tests/DurableParallel.Benchmarks -- <scenario|all> {Arguments.Usage}"
        + Environment.NewLine
        + string.Join(Environment.NewLine, scenarios.Select(s => $"  {s.Name,-10}{s.StandardCount,8}  {s.Description}")));
    return 2;
}

Console.WriteLine(Machine.Describe());
foreach (var scenario in chosen)
{
    var count = arguments.Count ?? scenario.StandardCount;
    Console.WriteLine();
    Console.WriteLine($"{scenario.Name} {count}: {scenario.Description}");
    Console.WriteLine($"{arguments.Repetitions.Counted} repetitions after {arguments.Repetitions.Discarded} discarded"
        + (count < scenario.StandardCount ? $"; a trial, the goals are for {scenario.StandardCount:N0}" : ""));
    await scenario.RunAsync(arguments, count);
}

return 0;

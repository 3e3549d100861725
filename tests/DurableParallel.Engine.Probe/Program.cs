using DurableParallel.Engine;
using DurableParallel.Engine.Probe;

if (args.Length < 2)
{
    await Console.Error.WriteLineAsync("Expected: steps|hold|sleep|die|hello, then the journal's path; for steps and hello also a file and a number.");
    return 2;
}

DurableEngine engine;
try
{
    engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = args[1] });
}
catch (JournalLockedException refused)
{
    Console.WriteLine(refused.Message);
    return 3;
}

await using var closing = engine;
engine.Register<int, string>(ProbeFunctions.SleeperName, ProbeFunctions.Sleeper);
engine.Register<int>(ProbeFunctions.DeadlyName, ProbeFunctions.Deadly);
switch (args[0])
{
    case "steps":
        engine.Register<int, int>("steps", (context, count) => ProbeFunctions.Steps(context, count, args[2]));
        var steps = await engine.StartAsync("steps", "steps", int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
        Console.WriteLine(await steps.GetResultAsync<int>());
        return 0;
    case "sleep":
        var sleeper = await engine.StartAsync(ProbeFunctions.SleeperName, "sleeper", 3600);
        while ((await sleeper.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.WaitStarted))
        {
            await Task.Yield();
        }

        break;
    case "hello":
        var count = int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture);
        using (var marks = new StepMarks(args[2], count, HelloSequence.Steps))
        {
            var sequences = new MarkedSequences(marks, count * HelloSequence.Steps / 2, isHeld: true);
            engine.Register<int, string[]>(MarkedSequences.FunctionName, sequences.DurableAsync);
            var ended = engine.StartManyAsync(MarkedSequences.Requests(count), new StartManyOptions { MaxInFlight = count, Until = StartManyUntil.Ended });
            await sequences.Half;
            Console.WriteLine($"ready {Environment.ProcessId}");
            await ended;
            break;
        }

    case "die":
        await (await engine.StartWithPayloadAsync(ProbeFunctions.DeadlyName, "deadly", inputPayload: null)).GetResultAsync<int>();
        return 0;
}

// Whoever started this process ends it.
Console.WriteLine($"ready {Environment.ProcessId}");
await Console.In.ReadLineAsync();
return 0;

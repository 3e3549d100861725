using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;

if (args is ["fill", var full])
{
    return await FillProgram.RunAsync(full);
}

if (args is ["hold", var held])
{
    await using var holder = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = held });
    Console.WriteLine("ready");
    await Console.In.ReadLineAsync();
    return 0;
}

if (args is ["soak", var soaked, var marks, var seed])
{
    return await SoakProgram.RunAsync(soaked, marks, int.Parse(seed, CultureInfo.InvariantCulture));
}

if (args is not ["crash", var journal, var lines, var function, var write, var phase])
{
    await Console.Error.WriteLineAsync("Expected: crash JOURNAL EFFECTS FUNCTION WRITE PHASE, soak JOURNAL MARKS SEED, fill JOURNAL or hold JOURNAL.");
    return 2;
}

using var effects = new Effects(lines);
var kill = new KillAt(long.Parse(write, CultureInfo.InvariantCulture), Enum.Parse<KillPhase>(phase));
await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = journal, JournalFaults = kill });
Console.WriteLine(await CrashRun.ToEndAsync(engine, effects, function));

// How many writes there are to die at.
Console.WriteLine(kill.Writes);
return 0;

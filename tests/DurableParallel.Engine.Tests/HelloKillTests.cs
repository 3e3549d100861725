using System.Globalization;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Engine.Tests;

/// <summary>
/// Hello sequences, all started at once, in a process that is killed when half of their steps are acknowledged. 1,000 by
/// default; the environment variable DP_SCALE multiplies them, so that 100 makes 100,000.
/// </summary>
[TestFixture]
internal sealed class HelloKillTests : EngineFixture
{
    private static int Executions =>
        Math.Max(20, (int)(1_000 * double.Parse(Environment.GetEnvironmentVariable("DP_SCALE") ?? "1", CultureInfo.InvariantCulture)));

    [Test]
    [CancelAfter(600_000)]
    public async Task Kill9_HalfwayThroughSequences_EndsAllRightAndRepeatsNothingAcknowledged(CancellationToken cancellationToken)
    {
        var count = Executions;
        var marksPath = Files.Path + ".marks";
        using (var process = ProbeProcess.Start(["hello", Files.Path, marksPath, count.ToString(CultureInfo.InvariantCulture)]))
        {
            await process.ReadyAsync(cancellationToken);
            await process.KillAsync(cancellationToken);
        }

        using var marks = new StepMarks(marksPath, count, HelloSequence.Steps);
        var before = marks.Count();
        var sequences = new MarkedSequences(marks);
        var engine = await OpenAsync();
        engine.Register<int, string[]>(MarkedSequences.FunctionName, sequences.DurableAsync);
        var started = await engine.StartManyAsync(MarkedSequences.Requests(count), cancellationToken: cancellationToken);
        started.ThrowIfProblems();
        var wrong = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var execution = await engine.FindAsync(MarkedSequences.NameOf(number), cancellationToken);
            if (!(await execution!.GetResultAsync<string[]>(cancellationToken))!.SequenceEqual(HelloSequence.Greetings))
            {
                wrong.Add(execution.Name);
            }
        }

        await TestContext.Out.WriteLineAsync(
            $"{count:N0} executions: {before:N0} steps acknowledged at the kill, {engine.Recovery.ExecutionsResumed:N0} resumed, {sequences.Bodies:N0} bodies ran after it");
        before.Should().BeInRange(count * HelloSequence.Steps / 2, (count * HelloSequence.Steps) - 1, "the process died in the middle");
        engine.Recovery.ExecutionsResumed.Should().BePositive("some were on their way");
        wrong.Should().BeEmpty();
        sequences.Repeated.Should().Be(0, "what was acknowledged is durable");
        sequences.Bodies.Should().BeLessThanOrEqualTo((count * HelloSequence.Steps) - before);
    }

    [Test]
    public async Task Repeated_ABodyOfAStepThatWasAcknowledged_IsCounted()
    {
        using var marks = new StepMarks(Files.Path + ".marks", executions: 1, HelloSequence.Steps);
        marks.Set(0, 2);
        var sequences = new MarkedSequences(marks);
        var engine = await OpenAsync();
        engine.Register<int, string[]>(MarkedSequences.FunctionName, sequences.DurableAsync);

        var execution = await engine.StartAsync(MarkedSequences.FunctionName, MarkedSequences.NameOf(0), 0);
        await execution.GetResultAsync<string[]>();

        sequences.Repeated.Should().Be(1);
        marks.Count().Should().Be(HelloSequence.Steps);
    }
}

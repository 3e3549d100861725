using System.Collections.Concurrent;
using System.Globalization;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>
/// Many executions of steps and waits on an engine that is killed again and again, at moments of a seed. DP_SCALE makes it
/// larger or smaller: 1 is 2,000 executions.
/// </summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KillStressTests : EngineFixture
{
    private const int Steps = 5;
    private const int Kills = 20;
    private readonly ConcurrentDictionary<string, int> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _violations = [];
    private int _life;

    private static int Executions =>
        Math.Max(20, (int)(2_000 * double.Parse(Environment.GetEnvironmentVariable("DP_SCALE") ?? "1", CultureInfo.InvariantCulture)));

    [Test]
    [CancelAfter(180_000)]
    public async Task Kill_AgainAndAgain_LosesNothingAndRepeatsNothingAcknowledged(
        [Values(0, DurableEngineOptions.DefaultResidentBytes)] long residentBytes,
        CancellationToken cancellationToken)
    {
        const int Seed = 20_300_101;
        TestContext.Out.WriteLine($"seed {Seed}, {Executions} executions");
        var random = new Random(Seed);
        var options = Options with { ResidentBytes = residentBytes };
        var engine = await OpenLifeAsync(options);
        var starting = StartAllAsync(engine);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = _acknowledged.Count + random.Next(1, Executions * Steps / Kills);
            while (_acknowledged.Count < goal && _acknowledged.Count < Executions * Steps)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
                if (starting.IsFaulted)
                {
                    await starting;
                }

                if (cancellationToken.IsCancellationRequested)
                {
                    Assert.Fail($"Life {_life} got no further than {_acknowledged.Count} steps of {goal}: {await StateAsync(engine, starting)}");
                }
            }

            Interlocked.Increment(ref _life);
            engine.Kill();
            await starting;
            engine = await OpenLifeAsync(options);
            await UnblockAsync(engine);
            starting = StartAllAsync(engine);
        }

        await starting;
        for (var i = 0; i < Executions; i++)
        {
            var execution = await engine.FindAsync($"e-{i}", cancellationToken);
            (await PassTimeUntilAsync(execution!.GetResultAsync<string>(cancellationToken))).Should().Be(Expected(i));
        }

        _violations.Should().BeEmpty();
        _acknowledged.Should().HaveCount(Executions * Steps);
    }

    /// <summary>On a slow machine an execution may get nowhere in five lives in a row. A person would let it go on, as here.</summary>
    private static async Task UnblockAsync(DurableEngine engine)
    {
        foreach (var blocked in await engine.ListBlockedAsync())
        {
            blocked.Reason.Should().Be(BlockedReason.Poison);
            await engine.UnblockAsync(blocked.Name);
        }
    }

    private static async Task<string> StateAsync(DurableEngine engine, Task starting)
    {
        var counts = await engine.CountByStatusAsync();
        var blocked = await engine.ListBlockedAsync();
        return $"starts {starting.Status}, quiet {engine.IsQuiet}, {string.Join(", ", counts.Select(static c => $"{c.Key} {c.Value}"))}; "
            + string.Join(", ", blocked.CountBy(static b => b.Reason).Select(static c => $"{c.Key} {c.Value}"));
    }

    private static string Expected(int number) => string.Concat(Enumerable.Range(1, Steps).Select(step => $"{number}.{step};"));

    private async Task<DurableEngine> OpenLifeAsync(DurableEngineOptions options)
    {
        var engine = await OpenAsync(options);
        var life = Volatile.Read(ref _life);
        engine.Register<int, string>("hello", (context, number) => HelloAsync(context, number, life));
        return engine;
    }

    private async Task StartAllAsync(DurableEngine engine)
    {
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Executions),
                new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (i, cancellationToken) => await engine.StartAsync("hello", $"e-{i}", i, cancellationToken));
        }
        catch (EngineStoppedException)
        {
            // Killed meanwhile; the next life starts the rest.
        }
    }

    private async Task<string> HelloAsync(DurableContext context, int number, int life)
    {
        var text = "";
        for (var step = 1; step <= Steps; step++)
        {
            var key = $"{number}.{step}";
            var part = await context.StepAsync("say", () =>
            {
                // What outlives its life only here, where the process goes on, is nobody's any more.
                if (life == Volatile.Read(ref _life) && _acknowledged.ContainsKey(key))
                {
                    _violations.Enqueue(key);
                }

                return key + ";";
            });
            _acknowledged[key] = life;
            text += part;
            if ((number + step) % 3 == 0)
            {
                await context.WaitAsync(TimeSpan.FromSeconds(1 + context.Random.Next(5)));
            }
        }

        return text;
    }
}

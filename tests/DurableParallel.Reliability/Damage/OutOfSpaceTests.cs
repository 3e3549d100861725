using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;

namespace DurableParallel.Reliability.Damage;

/// <summary>A disk that is full after any number of pages.</summary>
[TestFixture]
internal sealed class OutOfSpaceTests
{
    private const int FirstSizes = 8;

    [Test]
    public async Task Write_OnADiskThatIsFullAtAnyPage_FaultsTheEngineAndKeepsWhatItAcknowledged()
    {
        var ended = 0;
        for (var pages = FirstSizes; pages < FirstSizes + Scale.Of(60); pages++)
        {
            ended += await FillAsync(pages);
        }

        await TestContext.Out.WriteLineAsync($"{Scale.Of(60)} cases, {ended} executions ended in them");
        ended.Should().BePositive();
    }

    private static async Task<int> FillAsync(int pages)
    {
        using var folder = new TempFolder();
        var options = new DurableEngineOptions { JournalPath = folder.Journal };
        var accepted = new List<int>();
        DurableEngine? engine = null;
        try
        {
            engine = await OpenAsync(options with { JournalMaxPageCount = pages });
            while (true)
            {
                var execution = await engine.StartAsync(FillProgram.FunctionName, $"e-{accepted.Count}", FillProgram.Payload(accepted.Count));
                await execution.GetResultAsync<string>();
                accepted.Add(accepted.Count);
            }
        }
        catch (EngineFaultedException fault)
        {
            fault.Message.Should().Contain("full", "of {0} pages", pages);
        }

        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        await using var reopened = await OpenAsync(options);
        foreach (var number in accepted)
        {
            var execution = await reopened.FindAsync($"e-{number}");
            execution.Should().NotBeNull("of {0} pages: the end of execution {1} was acknowledged", pages, number);
            (await execution!.GetResultAsync<string>()).Should().Be(FillProgram.Payload(number));
        }

        return accepted.Count;
    }

    private static async Task<DurableEngine> OpenAsync(DurableEngineOptions options)
    {
        var engine = await DurableEngine.OpenAsync(options);
        engine.Register<string, string>(FillProgram.FunctionName, FillProgram.EchoAsync);
        return engine;
    }
}

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of maps and of conditions that are waited for.</summary>
[TestFixture]
internal sealed class MapAndConditionHistoryTests : SdkFixture
{
    private static IEnumerable<SdkCase> Cases() =>
    [
        SdkCase.Of("a map", "M+m B+m.map_item_0 S+m.map_item_0.1 S-m.map_item_0.1(1) B-m.map_item_0 B+m.map_item_1 S+m.map_item_1.1 S-m.map_item_1.1(1) B-m.map_item_1 M-m I ES", async (context, _, _) =>
            BatchView.Of(await context.MapAsync("m", ["x", "y"], (item, text, _) => item.StepAsync(null, () => text), new ParallelConfig { MaxConcurrency = 1 }))) with
        {
            Result = """{"results":["x","y"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
            More = run => ((string?)run.Event("B+m.map_item_0")["SubType"]).Should().Be("MapIteration"),
        },
        SdkCase.Of("9-4 an empty map", "M+m M-m I ES", async (context, _, _) =>
            BatchView.Of(await context.MapAsync("m", Array.Empty<string>(), (item, text, _) => item.StepAsync(null, () => text)))) with
        {
            Result = """{"results":[],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":0,"failureCount":0,"totalCount":0}""",
        },
        SdkCase.Of("9-14 a serializer and names", "M+m B+m.item_x B-m.item_x B+m.item_y B-m.item_y M-m I ES", async (context, _, _) =>
            (await context.MapAsync(
                "m",
                ["x", "y"],
                (_, text, _) => Task.FromResult(text),
                new MapConfig<string>
                {
                    MaxConcurrency = 1,
                    ItemNamer = (text, _) => "item-" + text,
                    ItemSerializer = DurableSerializer.For<string>(text => "IT:" + text.ToUpperInvariant(), text => text![3..]),
                })).GetResults()) with
        {
            Result = """["X","Y"]""",
            More = run => run.Payload("B-m.item_x").Should().Be("IT:X"),
        },
        SdkCase.Of("9-19 a serializer of the whole result", "M+m B+m.map_item_0 B-m.map_item_0 B+m.map_item_1 B-m.map_item_1 M-m I ES", async (context, _, _) =>
            (await context.MapAsync(
                "m",
                ["X", "Y"],
                (_, text, _) => Task.FromResult(text),
                new MapConfig<string>
                {
                    MaxConcurrency = 1,
                    ResultSerializer = DurableSerializer.For<IBatchResult<string>>(
                        batch => "OPSERDE:" + string.Join(',', batch.GetResults()),
                        text => BatchResult.FromResults(text![8..].Split(','))),
                })).GetResults()) with
        {
            Result = """["X","Y"]""",
            More = run => run.Payload("M-m").Should().Be("OPSERDE:X,Y"),
        },
        SdkCase.Of("a condition that is met at the third poll", "Q+c Q-c(1;2) I Q+c Q-c(2;2) I Q+c Q-c(3) I ES", (context, _, _) =>
            context.WaitForConditionAsync("c", (state, _) => Task.FromResult(state + 1), new WaitForConditionConfig<int>
            {
                InitialState = 0,
                Strategy = WaitStrategy<int>.Fixed(TimeSpan.FromSeconds(2), state => state == 3),
            })) with
        {
            Result = "3",
            More = run =>
            {
                run.Payload("Q-c(1;2)").Should().Be("1");
                run.Payload("Q-c(2;2)").Should().Be("2");
                run.Payload("Q-c(3)").Should().Be("3");
            },
        },
    ];

    [TestCaseSource(nameof(Cases))]
    public Task History_OfMapsAndConditions_IsExact(SdkCase row) => CheckAsync(row);
}

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of maps and of conditions that are waited for.</summary>
[TestFixture]
internal sealed class MapAndConditionHistoryTests : SdkFixture
{
    private static readonly StepConfig NoRetry = new() { Retry = RetryStrategy.None };

    private static IEnumerable<SdkCase> Cases() =>
    [
        SdkCase.Of("a tolerated failure of an item", $"M+m {Broken(0)} {Item(1)} M-m I ES", (context, _, _) =>
            MapAsync(context, ["bad", "y"], new() { MaxConcurrency = 1, ToleratedFailureCount = 1 })) with
        {
            Result = """{"results":["y"],"completionReason":"ALL_COMPLETED","status":"FAILED","successCount":1,"failureCount":1,"totalCount":2}""",
            More = run => run.ErrorType("B!m.map_item_0").Should().EndWith("TransientError"),
        },
        SdkCase.Of("one failure of an item too many", $"M+m {Broken(0)} {Broken(1)} M-m I ES", (context, _, _) =>
            MapAsync(context, ["bad", "bad", "z"], new() { MaxConcurrency = 1, ToleratedFailureCount = 1 })) with
        {
            Result = """{"results":[],"completionReason":"FAILURE_TOLERANCE_EXCEEDED","status":"FAILED","successCount":0,"failureCount":2,"totalCount":2}""",
        },
        SdkCase.Of("enough items", $"M+m {Broken(0)} {Item(1)} M-m I ES", (context, _, _) =>
            MapAsync(context, ["bad", "y", "z"], new() { MaxConcurrency = 1, MinSuccessful = 1 })) with
        {
            Result = """{"results":["y"],"completionReason":"MIN_SUCCESSFUL_REACHED","status":"FAILED","successCount":1,"failureCount":1,"totalCount":2}""",
        },
        SdkCase.Of("9-15 a wait in an item keeps its slot", $"M+m B+m.map_item_0 W+m.map_item_0.1(5) I W-m.map_item_0.1 B-m.map_item_0 {Item(1)} M-m I ES", (context, _, _) =>
            MapAsync(context, ["wait", "y"], new() { MaxConcurrency = 1 })) with
        {
            Result = """{"results":["wait","y"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("waits in items side by side", "M+m B+m.map_item_0 B+m.map_item_1 W+m.map_item_0.1(5) W+m.map_item_1.1(5) I W-m.map_item_0.1 W-m.map_item_1.1 B-m.map_item_0 B-m.map_item_1 M-m I ES", (context, _, _) =>
            MapAsync(context, ["wait", "wait"], new())) with
        {
            IsUnordered = true,
            Result = """{"results":["wait","wait"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("flat items", "M+m S+m.1 S-m.1(1) S+m.2 S-m.2(1) M-m I ES", (context, _, _) =>
            MapAsync(context, ["x", "y"], new() { MaxConcurrency = 1, Nesting = NestingType.Flat })) with
        {
            Result = """{"results":["x","y"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("items that are too large for the payload", "M+m B+m.map_item_0 B-m.map_item_0 B+m.map_item_1 B-m.map_item_1 M-m W+2(1) I W-2 I ES", async (context, _, lines) =>
        {
            var result = await context.MapAsync("m", [1, 2], (_, _, _) =>
            {
                lines.Note("large");
                return Task.FromResult(new string('x', 200_000));
            }, new ParallelConfig { MaxConcurrency = 1 });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result.GetResults().Sum(text => text.Length);
        }) with
        {
            Result = "400000",
            Lines = LargeTwice,
            More = run => run.Payload("M-m")!.Length.Should().BeLessThan(1000),
        },
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
        SdkCase.Of("9-20 a serializer of the whole result, read again", "M+m B+m.map_item_0 B-m.map_item_0 M-m W+2(1) I W-2 I ES", async (context, _, _) =>
        {
            var batch = await context.MapAsync(
                "m",
                ["x"],
                (_, text, _) => Task.FromResult(text),
                new MapConfig<string>
                {
                    ResultSerializer = DurableSerializer.For<IBatchResult<string>>(
                        made => "OPSERDE:" + string.Join(',', made.GetResults()).ToUpperInvariant(),
                        text => BatchResult.FromResults(text![8..].Split(','))),
                });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return batch.GetResults();
        }) with { Result = """["X"]""", More = run => run.Payload("M-m").Should().Be("OPSERDE:X") },
        SdkCase.Of("a condition that is never met", "Q+c Q-c(1;2) I Q+c Q!c(2) I EF", (context, _, _) =>
            context.WaitForConditionAsync("c", (state, _) => Task.FromResult(state + 1), new WaitForConditionConfig<int>
            {
                InitialState = 0,
                Strategy = WaitStrategy<int>.Fixed(_ => false, TimeSpan.FromSeconds(2), maxAttempts: 2),
            })) with { More = run => ((string?)run.Details("Q!c(2)")["Error"]!["Payload"]!["ErrorData"]).Should().Contain("\"LastState\":\"2\"") },
        SdkCase.Of("a condition whose check throws", "Q+c Q-c(1;2) I Q+c Q!c(2) I EF", (context, _, _) =>
            context.WaitForConditionAsync(
                "c",
                (state, _) => state == 1 ? throw new TransientError("No.") : Task.FromResult(state + 1),
                new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(_ => false, TimeSpan.FromSeconds(2)) })) with
        {
            More = run => run.ErrorType("Q!c(2)").Should().EndWith("TransientError"),
        },
        SdkCase.Of("a condition that is met at the third poll", "Q+c Q-c(1;2) I Q+c Q-c(2;2) I Q+c Q-c(3) I ES", (context, _, _) =>
            context.WaitForConditionAsync("c", (state, _) => Task.FromResult(state + 1), new WaitForConditionConfig<int>
            {
                InitialState = 0,
                Strategy = WaitStrategy<int>.Fixed(state => state == 3, TimeSpan.FromSeconds(2)),
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

    private static readonly string[] LargeTwice = ["large", "large"];

    [TestCaseSource(nameof(Cases))]
    public Task History_OfMapsAndConditions_IsExact(SdkCase row) => CheckAsync(row);

    private static string Item(int index) => Named("B+# S+#.1 S-#.1(1) B-#", index);

    private static string Broken(int index) => Named("B+# S+#.1 S!#.1(1) B!#", index);

    private static string Named(string words, int index) => words.Replace("#", $"m.map_item_{index}", StringComparison.Ordinal);

    private static async Task<BatchView> MapAsync(DurableContext context, IReadOnlyList<string> items, ParallelConfig config) =>
        BatchView.Of(await context.MapAsync("m", items, async (item, text, _) =>
        {
            if (text == "wait")
            {
                await item.WaitAsync(TimeSpan.FromSeconds(5));
                return text;
            }

            return await item.StepAsync(null, () => text == "bad" ? throw new TransientError("No.") : text, NoRetry);
        }, config));
}

using System.Text.Json.Nodes;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of parallels.</summary>
[TestFixture]
internal sealed class ParallelHistoryTests : SdkFixture
{
    private static readonly StepConfig NoRetry = new() { Retry = RetryStrategy.None };

    private static IEnumerable<SdkCase> Cases() =>
    [
        SdkCase.Of("three branches, one at a time", $"P+p {Branch(0)} {Branch(1)} {Branch(2)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1 }, [Good("a"), Good("b"), Good("c")])) with
        {
            Result = """{"results":["a","b","c"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":3,"failureCount":0,"totalCount":3}""",
            More = run =>
            {
                ((string?)run.Event("B+p.parallel_branch_0")["SubType"]).Should().Be("ParallelBranch");
                ((string?)run.Event("P+p")["SubType"]).Should().Be("Parallel");
                run.Payload("B-p.parallel_branch_0").Should().Be("\"a\"");
                var payload = JsonNode.Parse(run.Payload("P-p")!)!.AsObject();
                ((string?)payload["CompletionReason"]).Should().Be("ALL_COMPLETED");
                payload["Units"]!.AsArray().Select(unit => (string?)unit!["Result"]).Should().Equal("\"a\"", "\"b\"", "\"c\"");
            },
        },
        SdkCase.Of("an empty parallel", "P+p P-p I ES", (context, _, _) => RunAsync(context, new(), [])) with
        {
            Result = """{"results":[],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":0,"failureCount":0,"totalCount":0}""",
        },
        SdkCase.Of("flat branches", "P+p S+p.1 S-p.1(1) S+p.2 S-p.2(1) P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, Nesting = NestingType.Flat }, [Good("a"), Good("b")])) with
        {
            Result = """{"results":["a","b"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("8-6 enough successes", $"P+p {Branch(0)} {Branch(1)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, MinSuccessful = 2 }, [Good("a"), Good("b"), Good("c")])) with
        {
            Result = """{"results":["a","b"],"completionReason":"MIN_SUCCESSFUL_REACHED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("8-17 a minimum makes failures harmless", $"P+p {Broken(0)} {Branch(1)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, MinSuccessful = 1 }, [Bad(), Good("b"), Good("c")])) with
        {
            Result = """{"results":["b"],"completionReason":"MIN_SUCCESSFUL_REACHED","status":"FAILED","successCount":1,"failureCount":1,"totalCount":2}""",
        },
        SdkCase.Of("no failure is tolerated", $"P+p {Broken(0)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1 }, [Bad(), Good("b")])) with
        {
            Result = """{"results":[],"completionReason":"FAILURE_TOLERANCE_EXCEEDED","status":"FAILED","successCount":0,"failureCount":1,"totalCount":1}""",
        },
        SdkCase.Of("a tolerated failure", $"P+p {Broken(0)} {Branch(1)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, ToleratedFailureCount = 1 }, [Bad(), Good("b")])) with
        {
            Result = """{"results":["b"],"completionReason":"ALL_COMPLETED","status":"FAILED","successCount":1,"failureCount":1,"totalCount":2}""",
            More = run => run.ErrorType("B!p.parallel_branch_0").Should().EndWith("TransientError"),
        },
        SdkCase.Of("one failure too many", $"P+p {Broken(0)} {Broken(1)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, ToleratedFailureCount = 1 }, [Bad(), Bad(), Good("c")])) with
        {
            Result = """{"results":[],"completionReason":"FAILURE_TOLERANCE_EXCEEDED","status":"FAILED","successCount":0,"failureCount":2,"totalCount":2}""",
        },
        SdkCase.Of("8-7 a failure that is thrown on", $"P+p {Broken(0)} P-p I EF", async (context, _, _) =>
        {
            var result = await context.ParallelAsync("p", [Bad(), Good("b")], new ParallelConfig { MaxConcurrency = 1 });
            result.ThrowIfError();
            return 0;
        }) with { More = run => run.ErrorType("EF").Should().EndWith("TransientError") },
        SdkCase.Of("a share of failures", $"P+p {Broken(0)} {Branch(1)} {Branch(2)} {Branch(3)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, ToleratedFailurePercentage = 0.25 }, [Bad(), Good("b"), Good("c"), Good("d")])) with
        {
            Result = """{"results":["b","c","d"],"completionReason":"ALL_COMPLETED","status":"FAILED","successCount":3,"failureCount":1,"totalCount":4}""",
        },
        SdkCase.Of("8-14 a wait in a branch keeps its slot", $"P+p B+p.parallel_branch_0 W+p.parallel_branch_0.1(5) I W-p.parallel_branch_0.1 B-p.parallel_branch_0 {Branch(1)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1 }, [Waits(5), Good("b")])) with
        {
            Result = """{"results":["waited","b"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("two waits side by side", "P+p B+p.parallel_branch_0 B+p.parallel_branch_1 W+p.parallel_branch_0.1(5) W+p.parallel_branch_1.1(7) I W-p.parallel_branch_0.1 B-p.parallel_branch_0 I W-p.parallel_branch_1.1 B-p.parallel_branch_1 P-p I ES", (context, _, _) =>
            RunAsync(context, new(), [Waits(5), Waits(7)])) with
        {
            IsUnordered = true,
            Result = """{"results":["waited","waited"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("a retry in a branch", "P+p B+p.parallel_branch_0 S+p.parallel_branch_0.1 S!p.parallel_branch_0.1(1;1) I S+p.parallel_branch_0.1 S-p.parallel_branch_0.1(2) B-p.parallel_branch_0 P-p I ES", (context, _, lines) =>
            RunAsync(context, new(), [branch => branch.StepAsync(
                null,
                () => lines.Note("runs") == 1 ? throw new TransientError("No.") : "a",
                new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) })])) with
        {
            Lines = ["runs", "runs"],
            Result = """{"results":["a"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":1,"failureCount":0,"totalCount":1}""",
        },
        SdkCase.Of("8-15 a serializer of the branches", $"P+p {Branch(0)} {Branch(1)} P-p I ES", (context, _, _) =>
            RunAsync(context, new() { MaxConcurrency = 1, ItemSerializer = DurableSerializer.For<string>(text => "BR:" + text.ToUpperInvariant(), text => text![3..]) }, [Good("a"), Good("b")])) with
        {
            Result = """{"results":["A","B"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
            More = run =>
            {
                run.Payload("B-p.parallel_branch_0").Should().Be("BR:A");
                run.Payload("B-p.parallel_branch_1").Should().Be("BR:B");
            },
        },
        SdkCase.Of("a parallel that is replayed", $"P+p {Branch(0)} {Branch(1)} P-p W+2(1) I W-2 I ES", async (context, _, lines) =>
        {
            var result = await RunAsync(context, new() { MaxConcurrency = 1 }, [Good("a"), branch => branch.StepAsync(null, () =>
            {
                lines.Note("b");
                return "b";
            })]);
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result;
        }) with
        {
            Lines = ["b"],
            Result = """{"results":["a","b"],"completionReason":"ALL_COMPLETED","status":"SUCCEEDED","successCount":2,"failureCount":0,"totalCount":2}""",
        },
        SdkCase.Of("a parallel that is too large for its payload", "P+p B+p.parallel_branch_0 B-p.parallel_branch_0 B+p.parallel_branch_1 B-p.parallel_branch_1 P-p W+2(1) I W-2 I ES", async (context, _, lines) =>
        {
            var result = await context.ParallelAsync("p", [Large(lines), Large(lines)], new ParallelConfig { MaxConcurrency = 1 });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result.GetResults().Sum(text => text.Length);
        }) with { Lines = ["large", "large"], Result = "400000" },
        SdkCase.Of("a scope with names", "P+p B+p.first S+p.first.1 S-p.first.1(1) B-p.first B+p.second S+p.second.1 S-p.second.1(1) B-p.second P-p I ES", async (context, _, _) =>
        {
            await using var scope = context.Parallel("p", new ParallelConfig { MaxConcurrency = 1 });
            var first = scope.Branch("first", Good("a"));
            var second = scope.Branch("second", Good("b"));
            await scope.JoinAsync();
            return first.Result + second.Result;
        }) with { Result = "\"ab\"" },
    ];

    [TestCaseSource(nameof(Cases))]
    public Task History_OfParallels_IsExact(SdkCase row) => CheckAsync(row);

    [Test]
    public async Task Parallel_WhoseConcurrencyIsNotValid_ThrowsBeforeItsStart()
    {
        await CheckAsync(SdkCase.Of("8-19", "I EF", (context, _, _) => RunAsync(context, new() { MaxConcurrency = 0 }, [Good("a")])));
    }

    [Test]
    public async Task Parallel_WithoutALimit_RunsItsBranchesSideBySide()
    {
        using var both = new Barrier(2);
        Attach((Function, DurableFunction.Create(async context => await context.ParallelAsync("p", Enumerable.Repeat<Func<DurableContext, Task<int>>>(
            branch => branch.StepAsync(null, async () =>
            {
                await Task.Yield();
                both.SignalAndWait(TimeSpan.FromSeconds(20)).Should().BeTrue();
                return 1;
            }),
            2).ToList()))));

        var run = await FinishAsync(await Client.StartAsync(Function));

        run.Status.Should().Be("SUCCEEDED");
        run.History.Split(' ').Should().BeEquivalentTo($"E+ P+p {Branch(0)} {Branch(1)} P-p I ES".Split(' '));
        run.History.Should().StartWith("E+ P+p B+p.parallel_branch_0 ").And.EndWith(" P-p I ES");
    }

    private static string Branch(int index) => Named("B+# S+#.1 S-#.1(1) B-#", index);

    private static string Broken(int index) => Named("B+# S+#.1 S!#.1(1) B!#", index);

    private static string Named(string words, int index) => words.Replace("#", $"p.parallel_branch_{index}", StringComparison.Ordinal);

    private static Func<DurableContext, Task<string>> Good(string result) => branch => branch.StepAsync(null, () => result);

    private static Func<DurableContext, Task<string>> Bad() => branch => branch.StepAsync<string>(null, () => throw new TransientError("No."), NoRetry);

    private static Func<DurableContext, Task<string>> Waits(int seconds) => async branch =>
    {
        await branch.WaitAsync(TimeSpan.FromSeconds(seconds));
        return "waited";
    };

    private static Func<DurableContext, Task<string>> Large(SdkLines lines) => _ =>
    {
        lines.Note("large");
        return Task.FromResult(new string('x', 200_000));
    };

    private static async Task<BatchView> RunAsync(DurableContext context, ParallelConfig config, IReadOnlyList<Func<DurableContext, Task<string>>> branches) =>
        BatchView.Of(await context.ParallelAsync("p", branches, config));
}

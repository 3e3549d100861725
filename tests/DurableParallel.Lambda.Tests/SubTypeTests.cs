namespace DurableParallel.Lambda.Tests;

/// <summary>Races and retried blocks, which AWS's own SDKs do not have, as the service sees them.</summary>
internal sealed class SubTypeTests : LambdaFixture
{
    [TestCase(false, "WithRetry", "WhenAny")]
    [TestCase(true, "RunInChildContext", "Step")]
    public async Task Operations_OfAnExecution_AreRecordedAsTheOptionSays(bool standardOnly, string retried, string race)
    {
        var execution = Service.Create();

        var answer = await RunAsync(NewHandler(standardOnly), execution);

        Result(answer).Should().Be("12");
        execution.Find("block").SubType.Should().Be(retried);
        SubTypesOf(execution).Should().Contain(race);
        SubTypesOf(execution).Intersect(["WithRetry", "WhenAny"]).Should().HaveCount(standardOnly ? 0 : 2);
        execution.Updates.Select(static update => (string?)update["SubType"]).Should().Contain(retried).And.Contain(race);
    }

    [Test]
    public async Task Execution_BegunWithTheOtherSetting_GoesOn([Values] bool standardFirst, [Values] bool answersAll)
    {
        var execution = Service.Create();
        execution.AnswersAll = answersAll;

        // The block and the race before it are on record, and the block has not ended.
        (await InvokeAsync(NewHandler(standardFirst), execution))["Status"]!.GetValue<string>().Should().Be("PENDING");
        var before = SubTypesOf(execution);
        Service.Clock.Advance(TimeSpan.FromSeconds(10));
        execution.CompleteDue();
        var answer = await RunAsync(NewHandler(!standardFirst), execution);

        Result(answer).Should().Be("12");
        SubTypesOf(execution).Take(before.Count).Should().Equal(before, "the service refuses another subtype for an operation that it has");
        SubTypesOf(execution).Skip(before.Count).Should().Contain(standardFirst ? "WhenAny" : "Step");
    }

    [Test]
    public async Task Execution_ThatHasEnded_IsReplayedWithTheOtherSetting([Values] bool standardFirst)
    {
        var execution = Service.Create();
        await RunAsync(NewHandler(standardFirst), execution);
        var recorded = execution.Updates.Count;

        var answer = await InvokeAsync(NewHandler(!standardFirst), execution);

        Result(answer).Should().Be("12");
        execution.Updates.Should().HaveCount(recorded);
    }

    [Test]
    public async Task Step_InPlaceOfARace_IsStillDrift()
    {
        var execution = Service.Create();
        await RunAsync(NewHandler(standardOnly: false), execution);

        var answer = await InvokeAsync(
            NewHandler(async context =>
            {
                var first = context.StepAsync("first", () => 1);
                await first;
                return await context.StepAsync(name: null, () => 0);
            }),
            execution);

        answer["Status"]!.GetValue<string>().Should().Be("FAILED");
        answer.ToJsonString().Should().Contain("the race without a name");
    }

    private static List<string?> SubTypesOf(Fakes.FakeExecution execution) => [.. execution.Operations.Where(static o => o.Type != "EXECUTION").Select(static o => o.SubType)];

    private DurableLambdaHandler NewHandler(bool standardOnly) => NewHandler(
        async context =>
        {
            var first = context.StepAsync("first", () => 1);
            var winner = await context.WhenAnyAsync(first);
            var value = await context.WithRetryAsync("block", async (block, _) =>
            {
                await block.WaitAsync("pause", TimeSpan.FromSeconds(10));
                return await block.StepAsync("inner", () => 10);
            }, RetryStrategy.None);
            return value + await first + await context.WhenAnyAsync(context.StepAsync("last", () => 1)) + winner + 1;
        },
        new DurableLambdaOptions { StandardSubTypesOnly = standardOnly });
}

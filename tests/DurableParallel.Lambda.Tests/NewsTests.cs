namespace DurableParallel.Lambda.Tests;

/// <summary>News that come just as an invocation suspends.</summary>
internal sealed class NewsTests : LambdaFixture
{
    [Test]
    public async Task CallbackCompletedByTheVeryCallThatCreatesIt_IsTakenInTheSameInvocation()
    {
        var execution = Service.Create();
        execution.AfterUpdates = call =>
        {
            if (call == 1)
            {
                execution.Complete("approval", "SUCCEEDED", "5");
            }
        };
        var handler = NewHandler(async context => await (await context.CreateCallbackAsync<int>("approval")).GetResultAsync());

        Result(await InvokeAsync(handler, execution)).Should().Be("5");
    }

    [Test]
    public async Task CallbackOnTheWay_WhileTheLastStepsEndIsRecorded_IsNotLost()
    {
        // The answer that acknowledges the step tells of the callback, before the function asks for its result.
        var execution = Service.Create();
        execution.AfterUpdates = call =>
        {
            if (call == 2)
            {
                execution.Complete("approval", "SUCCEEDED", "5");
            }
        };
        var handler = NewHandler(async context =>
        {
            var callback = await context.CreateCallbackAsync<int>("approval");
            await context.StepAsync("send", () => 1);
            return await callback.GetResultAsync();
        });

        Result(await InvokeAsync(handler, execution)).Should().Be("5");
    }

    [Test]
    public async Task CallbackCompletedAfterTheFunctionHasSuspended_MakesItRunOnceMoreInTheSameInvocation()
    {
        // The child's START, which nobody awaits, is recorded when everything is parked already. The answer tells of the
        // callback, and the service would not tell the next invocation again.
        var execution = Service.Create();
        var runs = 0;
        execution.AfterUpdates = call =>
        {
            if (call == 2)
            {
                execution.Complete("approval", "SUCCEEDED", "5");
            }
        };
        var handler = NewHandler(async context =>
        {
            runs++;
            var callback = await context.CreateCallbackAsync<int>("approval");
            return await context.RunInChildContextAsync("child", async _ => await callback.GetResultAsync());
        });

        Result(await InvokeAsync(handler, execution)).Should().Be("5");
        runs.Should().Be(2);
        execution.Calls.Should().Equal("CALLBACK START approval", "CONTEXT START child", "CONTEXT SUCCEED child");
    }
}

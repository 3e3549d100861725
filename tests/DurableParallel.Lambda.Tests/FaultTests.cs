using System.Text.Json.Nodes;
using DurableParallel.Lambda.Tests.Fakes;

namespace DurableParallel.Lambda.Tests;

/// <summary>What the service's refusals and failures do to an invocation.</summary>
internal sealed class FaultTests : LambdaFixture
{
    [TestCase(400, "InvalidParameterValueException", "Invalid current STEP state to start.")]
    [TestCase(400, "InvalidParameterValueException", "An Invalid checkpoint token")]
    [TestCase(403, "AccessDeniedException", "Invalid checkpoint token")]
    [TestCase(403, "AccessDeniedException", "no")]
    [TestCase(404, "ResourceNotFoundException", "no such execution")]
    [TestCase(502, "KMSAccessDeniedException", "key")]
    [TestCase(502, "KMSDisabledException", "key")]
    [TestCase(502, "KMSInvalidStateException", "key")]
    [TestCase(502, "KMSNotFoundException", "key")]
    public async Task Checkpoint_RefusedForGood_FailsTheExecution(int status, string name, string message)
    {
        var execution = Service.Create();
        execution.BeforeCheckpoint = _ => throw new FakeServiceException(status, name, message);
        var sawIt = false;
        var handler = NewHandler(context => OneStepAsync(context, () => sawIt = true));

        var answer = await InvokeAsync(handler, execution);

        answer["Status"]!.GetValue<string>().Should().Be("FAILED");
        answer["Error"]!["ErrorMessage"]!.GetValue<string>().Should().Contain(name).And.Contain(message).And.Contain("DP5002");
        execution.Calls.Should().HaveCount(1, "what is refused for good is not asked again");
        sawIt.Should().BeFalse("user code does not see the service's refusals");
    }

    [TestCase(400, "InvalidParameterValueException", "Invalid checkpoint token", 1)]
    [TestCase(400, "InvalidParameterValueException", "INVALID CHECKPOINT TOKEN.", 1)]
    [TestCase(400, "InvalidParameterValueException", "Invalid Checkpoint Token", 1)]
    [TestCase(400, "InvalidParameterValueException", "Invalid Checkpoint Token: stale", 1)]
    [TestCase(429, "TooManyRequestsException", "slow down", 3)]
    [TestCase(500, "ServiceException", "oops", 3)]
    [TestCase(503, "", "", 3)]
    public async Task Checkpoint_NotTakenForNow_FailsTheInvocation(int status, string name, string message, int calls)
    {
        var execution = Service.Create();
        execution.BeforeCheckpoint = _ => throw new FakeServiceException(status, name, message);
        var sawIt = false;
        var handler = NewHandler(context => OneStepAsync(context, () => sawIt = true));

        var invoke = () => InvokeAsync(handler, execution);
        var running = invoke.Should().ThrowAsync<DurableLambdaException>();
        await AdvanceUntilAsync(running);

        (await running).Which.Code.Should().Be("DP5001");
        execution.Calls.Should().HaveCount(calls);
        sawIt.Should().BeFalse();
    }

    [Test]
    public async Task Checkpoint_ThatFailsForAMoment_IsRepeatedOnce()
    {
        var execution = Service.Create();
        execution.BeforeCheckpoint = call => _ = call == 1 ? throw new FakeServiceException(500, "ServiceException", "oops") : 0;
        var handler = NewHandler(context => context.StepAsync("s", () => 7));

        var running = RunAsync(handler, execution);
        await AdvanceUntilAsync(running);

        Result(await running).Should().Be("7");
        execution.Calls.Should().Equal("STEP START s, STEP SUCCEED s", "STEP START s, STEP SUCCEED s");
    }

    [Test]
    public async Task Checkpoint_TakenButAnsweredByAFailure_IsNotAppliedTwice()
    {
        var execution = Service.Create();
        var lost = false;
        Service.Elsewhere = async context =>
        {
            if (lost || !context.Request.Path.Value!.EndsWith("checkpoint", StringComparison.Ordinal))
            {
                return false;
            }

            lost = true;
            var body = await JsonNode.ParseAsync(context.Request.Body);
            execution.Checkpoint(body!.AsObject());
            context.Response.StatusCode = 503;
            return true;
        };
        var handler = NewHandler(context => context.StepAsync("s", () => 7));

        var running = RunAsync(handler, execution);
        await AdvanceUntilAsync(running);

        Result(await running).Should().Be("7");
        execution.History.Should().Equal("StepStarted s", "StepSucceeded s", "I");
    }

    [Test]
    public async Task Service_ThatIsGone_FailsTheInvocation()
    {
        var execution = Service.Create();
        var handler = NewHandler(context => context.StepAsync("s", () => 7));
        await Service.DisposeAsync();

        var invoke = () => InvokeAsync(handler, execution);
        var running = invoke.Should().ThrowAsync<DurableLambdaException>();
        await AdvanceUntilAsync(running);

        (await running).Which.Message.Should().Contain("cannot be reached").And.Contain("AWS_ENDPOINT_URL_LAMBDA");
    }

    [TestCase("""{"CheckpointToken":7}""")]
    [TestCase("nonsense")]
    [TestCase("")]
    public async Task Answer_ThatIsNone_FailsTheInvocation(string body)
    {
        var execution = Service.Create();
        Service.Elsewhere = async context =>
        {
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, body);
            return true;
        };
        var handler = NewHandler(context => context.StepAsync("s", () => 7));

        var invoke = () => InvokeAsync(handler, execution);

        (await invoke.Should().ThrowAsync<DurableLambdaException>()).Which.Code.Should().Be("DP5003");
    }

    [Test]
    public async Task Execution_EndedByTheService_AnswersPendingAndWritesNothingMore()
    {
        var execution = Service.Create();
        execution.EndsAtCall = 2;
        var handler = NewHandler(async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.StepAsync($"s{i}", () => i);
            }

            return 0;
        });

        var answer = await InvokeAsync(handler, execution);

        answer.Should().HaveCount(1, "the service decides how the execution ends, not the function");
        answer["Status"]!.GetValue<string>().Should().Be("PENDING");
        execution.Calls.Should().HaveCount(2);
    }

    [Test]
    public async Task Drift_InTheCode_FailsTheExecutionWithBothSides()
    {
        var execution = Service.Create();
        await InvokeAsync(NewHandler(async context =>
        {
            await context.StepAsync("charge", () => 1);
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return 0;
        }), execution);
        var changed = NewHandler(async context =>
        {
            try
            {
                await context.WaitAsync("pause", TimeSpan.FromSeconds(1));
            }
            catch (Exception)
            {
                return 1;
            }

            return 0;
        });

        var answer = await InvokeAsync(changed, execution);

        answer["Status"]!.GetValue<string>().Should().Be("FAILED");
        answer["Error"]!["ErrorType"]!.GetValue<string>().Should().Be(typeof(NonDeterministicExecutionException).FullName);
        answer["Error"]!["ErrorMessage"]!.GetValue<string>().Should().Contain("charge").And.Contain("pause");
    }

    [Test]
    public async Task Record_ThatTheBuildCannotRead_FailsTheInvocationAndNotTheExecution()
    {
        var seen = 0;
        var execution = Service.Create();
        await InvokeAsync(NewHandler(context => CodeAsync(context, "high")), execution);

        var wrong = () => InvokeAsync(NewHandler(context => CodeAsync(context, 1)), execution);
        var thrown = await wrong.Should().ThrowAsync<UnreadableRecordException>();
        var answer = await InvokeAsync(NewHandler(context => CodeAsync(context, "high")), execution);

        thrown.Which.Message.Should().Contain("the step 'rules' is on record, and this build cannot read it as System.Int32");
        answer["Status"]!.GetValue<string>().Should().Be("PENDING", "the execution goes on with a build that reads the record");
        seen.Should().Be(0);

        async Task<int> CodeAsync<T>(DurableContext context, T value)
        {
            try
            {
                await context.StepAsync("rules", () => value);
            }
            catch (Exception)
            {
                seen++;
            }

            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return 0;
        }
    }

    [Test]
    public async Task Drift_OfAnOperationThatIsNoLongerAskedFor_FailsTheExecution()
    {
        var execution = Service.Create();
        await InvokeAsync(NewHandler(async context =>
        {
            await context.StepAsync("charge", () => 1);
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return 0;
        }), execution);

        var answer = await InvokeAsync(NewHandler(_ => Task.FromResult(0)), execution);

        answer["Error"]!["ErrorType"]!.GetValue<string>().Should().Be(typeof(NonDeterministicExecutionException).FullName);
    }

    [TestCase("{}")]
    [TestCase("""{"id":7}""")]
    [TestCase("")]
    [TestCase("""{"DurableExecutionArn":"a","InitialExecutionState":{"Operations":[]}}""")]
    public async Task Event_ThatIsNotOfADurableExecution_IsRefusedWithAdvice(string json)
    {
        var handler = NewHandler(context => context.StepAsync("s", () => 7));
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));

        var handle = () => handler.HandleAsync(input);

        (await handle.Should().ThrowAsync<DurableLambdaException>()).Which.Message.Should()
            .StartWith("Unexpected payload provided to start the durable execution").And.Contain("DurableConfig");
    }

    [Test]
    public async Task Function_ThatThrows_IsAnAnswerAndNoFault()
    {
        var execution = Service.Create();
        var handler = NewHandler<int>(_ => throw new ArgumentException("bad order"));

        var answer = await InvokeAsync(handler, execution);

        answer["Status"]!.GetValue<string>().Should().Be("FAILED");
        answer["Error"]!["ErrorType"]!.GetValue<string>().Should().Be("System.ArgumentException");
        execution.Calls.Should().BeEmpty();
    }

    private static async Task<int> OneStepAsync(DurableContext context, Action saw)
    {
        try
        {
            return await context.StepAsync("s", () => 7);
        }
        catch (Exception)
        {
            saw();
            return 0;
        }
    }
}

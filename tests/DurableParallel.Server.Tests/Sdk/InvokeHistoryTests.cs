namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of functions that invoke others.</summary>
[TestFixture]
internal sealed class InvokeHistoryTests : SdkFixture
{
    protected override DurableServerOptions Options => new()
    {
        Functions =
        [
            new ServedFunctionOptions { Name = Function },
            new ServedFunctionOptions { Name = "target" },
            new ServedFunctionOptions { Name = "limited", ExecutionTimeout = TimeSpan.FromSeconds(5) },
        ],
    };

    [TestCase(false, "E+ N+n I N-n I ES")]
    [TestCase(true, "E+ N+n I N!n I EF")]
    public async Task History_OfAnInvoke_IsExact(bool fails, string history)
    {
        Attach(
            (Function, DurableFunction.Create(async context => await context.InvokeAsync<int, int>("n", "target:$LATEST", 20))),
            ("target", DurableFunction.Create<int, int>((_, number) => fails ? throw new TransientError("No.") : Task.FromResult(number + 1))));

        var run = await FinishAsync(await Client.StartAsync(Function));

        run.History.Should().Be(history);
        var started = run.Details("N+n");
        started.Select(member => member.Key).Should().BeEquivalentTo("FunctionName", "Input", "ExecutedVersion", "DurableExecutionArn");
        ((string?)started["FunctionName"]).Should().Be("target:$LATEST");
        started["Input"]!.ToJsonString().Should().Be("""{"Payload":"20","Truncated":false}""");
        ((string?)started["ExecutedVersion"]).Should().Be("$LATEST");
        ((string?)started["DurableExecutionArn"]).Should().Contain(":function:target:$LATEST/durable-execution/");
        if (fails)
        {
            run.ErrorType("N!n").Should().EndWith("TransientError");
        }
        else
        {
            run.Payload("N-n").Should().Be("21");
            run.Result.Should().Be("21");
        }
    }

    [Test]
    public async Task History_OfAnInvokeThatIsStopped_IsExact()
    {
        var arn = await InvokeSleeperAsync("target");
        var waiting = await RestAsync(arn, 1);

        await Client.StopAsync((string)waiting.Details("N+n")["DurableExecutionArn"]!, """{"ErrorType":"Mine","ErrorMessage":"Enough."}""");
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ N+n I N#n I EF");
        run.ErrorType("N#n").Should().Be("Mine");
        run.ErrorType("EF").Should().Be("Mine");
    }

    [Test]
    public async Task History_OfAnInvokeWhoseTimeIsUp_IsExact()
    {
        var arn = await InvokeSleeperAsync("limited");
        await RestAsync(arn, 1);

        Clock.Advance(TimeSpan.FromSeconds(5));
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ N+n I N?n I EF");
    }

    [Test]
    public async Task History_OfAnInvokeForATenant_IsExact()
    {
        Attach(
            (Function, DurableFunction.Create(async context => await context.InvokeAsync<int, int>("n", "target", 20, new InvokeConfig { TenantId = "t-1" }))),
            ("target", DurableFunction.Create<int, int>((_, number) => Task.FromResult(number + 1))));

        var run = await FinishAsync(await Client.StartAsync(Function));

        run.History.Should().Be("E+ N+n I N-n I ES");
        ((string?)run.Details("N+n")["TenantId"]).Should().Be("t-1");
    }

    private Task<string> InvokeSleeperAsync(string target)
    {
        Attach(
            (Function, DurableFunction.Create(async context => await context.InvokeAsync<int, int>("n", target, 20))),
            (target, DurableFunction.Create<int, int>(async (context, number) =>
            {
                await context.WaitAsync(TimeSpan.FromDays(1));
                return number;
            })));
        return Client.StartAsync(Function);
    }
}

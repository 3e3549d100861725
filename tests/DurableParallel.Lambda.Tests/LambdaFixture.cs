using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Lambda.Runtime;
using DurableParallel.Lambda.Tests.Fakes;

namespace DurableParallel.Lambda.Tests;

/// <summary>A service over HTTP, and functions that run against it until they end.</summary>
internal abstract class LambdaFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly StringWriter _log = new();

    protected FakeService Service { get; private set; } = null!;

    protected IReadOnlyList<string> LogLines
    {
        get
        {
            lock (_log)
            {
                return _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    [SetUp]
    public async Task StartServiceAsync()
    {
        _log.GetStringBuilder().Clear();
        Service = await FakeService.StartAsync();
    }

    [TearDown]
    public async Task StopServiceAsync() => await Service.DisposeAsync();

    protected LambdaEnvironment NewEnvironment() => new()
    {
        Endpoint = Service.Address,
        Region = "eu-west-1",
        Output = _log,
        Clock = Service.Clock,
    };

    protected DurableLambdaHandler NewHandler<T>(Func<DurableContext, Task<T>> function, DurableLambdaOptions? options = null) =>
        NewHandler(DurableFunction.Create(function), options);

    protected DurableLambdaHandler NewHandler(DurableFunction function, DurableLambdaOptions? options = null) =>
        DurableLambda.CreateHandler(new FunctionTable(function), options, NewEnvironment());

    /// <summary>One invocation, and its answer.</summary>
    protected static async Task<JsonObject> InvokeAsync(DurableLambdaHandler handler, FakeExecution execution, LambdaCall? call = null)
    {
        using var input = new MemoryStream(execution.Begin());
        try
        {
            using var answer = await handler.HandleAsync(input, call ?? new LambdaCall { RequestId = $"r-{execution.Invocations}" }).WaitAsync(Patience);
            using var reader = new StreamReader(answer, Encoding.UTF8);
            return JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
        }
        finally
        {
            execution.EndInvocation();
        }
    }

    /// <summary>Invokes until the execution has ended, moving the time to whatever is due next in between.</summary>
    protected async Task<JsonObject> RunAsync(DurableLambdaHandler handler, FakeExecution execution, int mostInvocations = 20)
    {
        for (var i = 0; i < mostInvocations; i++)
        {
            var answer = await InvokeAsync(handler, execution);
            var status = answer["Status"]!.GetValue<string>();
            if (status != "PENDING")
            {
                return answer;
            }

            answer.Count.Should().Be(1, "PENDING has neither result nor error");
            if (execution.HasChanges)
            {
                continue;
            }

            execution.HasPending.Should().BeTrue("the service takes PENDING only when something is pending");
            if (execution.NextDue() is { } due && due > Service.Clock.GetUtcNow())
            {
                Service.Clock.Advance(due - Service.Clock.GetUtcNow());
            }

            execution.CompleteDue();
        }

        throw new AssertionException($"The execution has not ended after {mostInvocations} invocations.");
    }

    /// <summary>Moves the time on, from one timer to the next, until the task has ended.</summary>
    protected async Task AdvanceUntilAsync(Task task)
    {
        for (var i = 0; i < 2000 && !task.IsCompleted; i++)
        {
            await SettleAsync();
            if (!task.IsCompleted)
            {
                var now = Service.Clock.GetUtcNow();
                Service.Clock.Advance(Service.Clock.NextDue is { } due && due > now ? due - now : TimeSpan.FromMilliseconds(100));
            }
        }

        task.IsCompleted.Should().BeTrue("2,000 timers have been due");
    }

    /// <summary>Lets everything run that can: no request is under way, and no thread of the pool has work.</summary>
    protected async Task SettleAsync()
    {
        var quiet = 0;
        var seen = -1L;
        while (quiet < 5)
        {
            await Task.Delay(1);
            quiet = ThreadPool.PendingWorkItemCount == 0 && Service.InFlight == 0 && Service.Activity == seen ? quiet + 1 : 0;
            seen = Service.Activity;
        }
    }

    protected static string? Result(JsonObject answer)
    {
        answer["Status"]!.GetValue<string>().Should().Be("SUCCEEDED", answer.ToJsonString());
        return answer["Result"]?.GetValue<string>();
    }
}

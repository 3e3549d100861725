using System.Text.Json.Nodes;

namespace DurableParallel.Lambda.Tests;

/// <summary>What an invocation is given of its execution.</summary>
internal sealed class StateTests : LambdaFixture
{
    [Test]
    public async Task State_OfSeveralPages_IsReadBeforeTheFunctionRuns()
    {
        var execution = Service.Create();
        execution.PageSize = 7;
        var bodies = 0;
        var handler = NewHandler(async context =>
        {
            for (var i = 0; i < 30; i++)
            {
                await context.StepAsync($"s{i}", () => ++bodies);
            }

            await context.WaitAsync("pause", TimeSpan.FromSeconds(1));
            return bodies;
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("30");
        execution.StateCalls.Should().Be(4, "32 operations are five pages, and the event has the first");
    }

    [Test]
    public async Task Requests_OfAnyKind_HaveTheArnAsOneSegment()
    {
        var execution = Service.Create();
        execution.PageSize = 1;
        var handler = NewHandler(async context =>
        {
            await context.WaitAsync("pause", TimeSpan.FromSeconds(1));
            return 1;
        });

        await RunAsync(handler, execution);

        var escaped = Uri.EscapeDataString(execution.Arn);
        Service.Requests.Select(static request => request.Target).Should().Equal(
            $"/2025-12-01/durable-executions/{escaped}/checkpoint",
            $"/2025-12-01/durable-executions/{escaped}/state?CheckpointToken=2%3A0%3D%3D&Marker=1&MaxItems=1000");
        Service.Requests.Should().OnlyContain(static request => request.UserAgent.StartsWith("durable-parallel-lambda/", StringComparison.Ordinal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task FinishedContexts_WithAndWithoutTheirChildren_AreReplayedFromTheirResults(bool prunes)
    {
        var execution = Service.Create();
        execution.Prunes = prunes;
        var bodies = 0;
        var handler = NewHandler(async context =>
        {
            var child = await context.RunInChildContextAsync("child", async inner =>
            {
                bodies++;
                return await inner.StepAsync("s", () => 5);
            });
            await using var scope = context.Parallel("scope");
            var future = scope.Branch("b", branch => branch.StepAsync("t", () => 6));
            await scope.JoinAsync();
            await context.WaitAsync("pause", TimeSpan.FromSeconds(1));
            return child + future.Result;
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("11");
        bodies.Should().Be(1);
    }

    [Test]
    public async Task ResultAboveTheContextsLimit_IsMadeAgainFromTheChildren()
    {
        var execution = Service.Create();
        var bodies = 0;
        var handler = NewHandler(async context =>
        {
            var child = await context.RunInChildContextAsync("child", async inner =>
            {
                bodies++;
                return new string((await inner.StepAsync("s", () => "x"))[0], 300_000);
            });
            await context.WaitAsync("pause", TimeSpan.FromSeconds(1));
            return child.Length;
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("300000");
        bodies.Should().Be(2);
        execution.Find("child").ReplayChildren.Should().BeTrue();
        execution.Find("child").Result.Should().BeEmpty();
    }

    [Test]
    public async Task Result_ThatAnAnswerDoesNotCarry_GoesByACheckpoint()
    {
        // Escaped, every quote takes two bytes: 4 MiB become more than 6 MiB.
        var execution = Service.Create();
        var handler = NewHandler(DurableFunction.Create(
            async context => await context.StepAsync("s", () => 1) == 1 ? new string('"', 4 * 1024 * 1024) : "",
            new DurableFunctionOptions(Raw)));

        var answer = await RunAsync(handler, execution);

        answer.ToJsonString().Should().Be("""{"Status":"SUCCEEDED","Result":""}""");
        execution.End!["Id"]!.GetValue<string>().Should().Be("0f8fad5b", "it is the execution's own operation");
        execution.End["Action"]!.GetValue<string>().Should().Be("SUCCEED");
        execution.End["Payload"]!.GetValue<string>().Length.Should().Be(4 * 1024 * 1024);
    }

    [Test]
    public async Task Result_BeyondTheServicesLimit_FailsTheExecution()
    {
        var execution = Service.Create();
        var handler = NewHandler(DurableFunction.Create(_ => Task.FromResult(new string('x', (6 * 1024 * 1024) + 1)), new DurableFunctionOptions(Raw)));

        var answer = await RunAsync(handler, execution);

        answer["Error"]!["ErrorType"]!.GetValue<string>().Should().Be(typeof(DurableLimitException).FullName);
    }

    [Test]
    public async Task Updates_OfMuchData_GoInCallsOf750KiB()
    {
        var execution = Service.Create();
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("scope");
            for (var i = 0; i < 12; i++)
            {
                scope.Branch($"b{i}", branch => branch.StepAsync("s", () => new string('x', 200_000)));
            }

            await scope.JoinAsync();
            return 1;
        });
        List<long> sizes = [];
        Service.Elsewhere = context =>
        {
            sizes.Add(context.Request.ContentLength ?? 0);
            return Task.FromResult(false);
        };

        await RunAsync(handler, execution);

        sizes.Should().OnlyContain(size => size <= 754 * 1024);
        sizes.Count(size => size > 500 * 1024).Should().BeGreaterThan(3, "they are full where there is enough");
    }

    [Test]
    public async Task Limits_OfTheService_AreTheDefault()
    {
        var execution = Service.Create();
        var handler = NewHandler(context => context.StepAsync("s", () => new string('x', 300_000)));

        var answer = await RunAsync(handler, execution);

        answer["Error"]!["ErrorType"]!.GetValue<string>().Should().Be(typeof(DurableLimitException).FullName);
    }

    [Test]
    public async Task Input_OfTheExecution_IsThatOfItsOwnOperation()
    {
        var execution = Service.Create(input: """{"Number":7}""");
        var handler = NewHandler(DurableFunction.Create<Order, int>((_, order) => Task.FromResult(order.Number)));

        Result(await RunAsync(handler, execution)).Should().Be("7");
    }

    [Test]
    public async Task Event_WithoutTheExecutionsOperation_FailsTheInvocation()
    {
        var execution = Service.Create();
        var json = JsonNode.Parse(execution.Begin())!;
        json["InitialExecutionState"]!["Operations"]!.AsArray().Clear();
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));

        var handle = () => NewHandler(context => context.StepAsync("s", () => 7)).HandleAsync(input);

        (await handle.Should().ThrowAsync<DurableLambdaException>()).Which.Code.Should().Be("DP5003");
    }

    private static IDurableSerializer Raw { get; } = new RawSerializer();

    private sealed record Order(int Number);

    private sealed class RawSerializer : IDurableSerializer
    {
        public string? Serialize<T>(T value, SerializationContext context) => value?.ToString();

        public T Deserialize<T>(string? payload, SerializationContext context) =>
            (T)Convert.ChangeType(payload ?? "0", typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }
}

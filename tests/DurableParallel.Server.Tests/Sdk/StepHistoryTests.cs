using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of steps.</summary>
[TestFixture]
internal sealed class StepHistoryTests : SdkFixture
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly StepConfig NoRetry = new() { Retry = RetryStrategy.None };

    private static IEnumerable<SdkCase> Cases() =>
    [
        SdkCase.Of("1-1 a step", "S+1 S-1(1) I ES", (context, input, _) => context.StepAsync(null, () => $"Hello, {input}!")) with
        {
            Input = "\"World\"",
            Result = "\"Hello, World!\"",
            More = run =>
            {
                run.Payload("S-1(1)").Should().Be("\"Hello, World!\"");
                run.Details("E+")["Input"]!.ToJsonString().Should().Be("""{"Payload":"\u0022World\u0022","Truncated":false}""");
                run.Payload("ES").Should().Be("\"Hello, World!\"");
                run.Details("S+1").Should().BeEmpty();
                run.Event("S+1").ContainsKey("Name").Should().BeFalse();
                run.Event("S+1").ContainsKey("ParentId").Should().BeFalse();
            },
        },
        SdkCase.Of("1-2 a named step", "S+custom_step_name S-custom_step_name(1) I ES", (context, _, _) => context.StepAsync("custom_step_name", () => 1)) with
        {
            Result = "1",
            More = run => ((string?)run.Event("S-custom_step_name(1)")["Name"]).Should().Be("custom_step_name"),
        },
        SdkCase.Of("1-3 two steps that depend on each other", "S+1 S-1(1) S+2 S-2(1) I ES", async (context, _, _) =>
        {
            var first = await context.StepAsync(null, () => "first");
            return await context.StepAsync(null, () => first + "_second");
        }) with { Result = "\"first_second\"" },
        new("1-4 an object", "S+1 S-1(1) I ES", _ => DurableFunction.Create<Order, Order>((context, order) => context.StepAsync(null, () => order)))
        {
            Input = """{"user":{"name":"a","tags":["x","y"]},"count":2}""",
            Result = """{"user":{"name":"a","tags":["x","y"]},"count":2}""",
        },
        SdkCase.Of("1-5 no result", "S+1 S-1(1) I ES", (context, _, _) => context.StepAsync<string?>(null, () => (string?)null)) with { Result = "null" },
        SdkCase.Of("1-6 a serializer", "S+1 S-1(1) I ES", (context, _, _) =>
            context.StepAsync(null, () => "hello world", new StepConfig { Serializer = DurableSerializer.For<string>(text => text.ToUpperInvariant(), text => text!) })) with
        {
            Result = "\"HELLO WORLD\"",
            More = run => run.Payload("S-1(1)").Should().Be("HELLO WORLD"),
        },
        SdkCase.Of("1-8 a step, then a wait", "S+1 S-1(1) W+2(2) I W-2 I ES", async (context, _, lines) =>
        {
            var value = await context.StepAsync(null, () => lines.Note("runs") == 1 ? "computed" : "again");
            await context.WaitAsync(2 * Second);
            return value;
        }) with { Result = "\"computed\"", Lines = ["runs"] },
        SdkCase.Of("1-10 a failure that is caught, then a wait", "S+1 S!1(1) W+2(1) I W-2 I ES", async (context, _, lines) =>
        {
            try
            {
                await context.StepAsync(null, Fail(lines), NoRetry);
            }
            catch (StepFailedException)
            {
                await context.WaitAsync(Second);
            }

            return 1;
        }) with { Result = "1", Lines = ["runs"] },
        SdkCase.Of("1-11 a step that fails once", "S+1 S!1(1;1) I S+1 S-1(2) I ES", (context, _, lines) =>
            context.StepAsync(null, () => lines.Note("runs") == 1 ? throw new TransientError("No.") : "Operation succeeded", Times(2))) with
        {
            Result = "\"Operation succeeded\"",
            Lines = ["runs", "runs"],
        },
        SdkCase.Of("1-12 four attempts", "S+1 S!1(1;1) I S+1 S!1(2;1) I S+1 S!1(3;1) I S+1 S!1(4) I EF", (context, _, lines) =>
            context.StepAsync(null, Fail(lines), Times(4))) with { Lines = ["runs", "runs", "runs", "runs"] },
        SdkCase.Of("1-13 the default retry", "S+1 S!1(1;*) I S+1 S!1(2;*) I S+1 S-1(3) I ES", (context, _, lines) =>
            context.StepAsync(null, () => lines.Note("runs") < 3 ? throw new TransientError("No.") : 1)) with
        {
            Result = "1",
            Lines = ["runs", "runs", "runs"],
            More = run =>
            {
                var delays = run.Events.Select(e => e["StepFailedDetails"]?["RetryDetails"]?["NextAttemptDelaySeconds"]).OfType<JsonNode>().Select(node => (int)node).ToList();
                delays.Should().HaveCount(2);
                delays[0].Should().BeInRange(1, 5);
                delays[1].Should().BeInRange(1, 10);
            },
        },
        SdkCase.Of("1-14 delays that grow", "S+1 S!1(1;2) I S+1 S!1(2;6) I S+1 S-1(3) I ES", (context, _, lines) =>
            context.StepAsync(
                null,
                () => lines.Note("runs") < 3 ? throw new TransientError("No.") : 1,
                new StepConfig { Retry = RetryStrategy.Exponential(5, 2 * Second, 3, jitter: Jitter.None) })) with
        {
            Result = "1",
            Lines = ["runs", "runs", "runs"],
        },
        SdkCase.Of("1-15 a retry of one error only", "S+1 S!1(1;1) I S+1 S-1(2) I ES", (context, _, lines) =>
            context.StepAsync(
                null,
                () => lines.Note("runs") == 1 ? throw new TransientError("No.") : 1,
                new StepConfig { Retry = RetryStrategy.Fixed(3, Second).For<TransientError>() })) with
        {
            Result = "1",
            Lines = ["runs", "runs"],
            More = run => run.ErrorType("S!1(1;1)").Should().EndWith("TransientError"),
        },
        SdkCase.Of("1-16 an error that is not retried", "S+1 S!1(1) I EF", (context, _, lines) =>
            context.StepAsync(null, Fail(lines), new StepConfig { Retry = RetryStrategy.Fixed(3, Second).When(error => error is not TransientError) })) with
        {
            Lines = ["runs"],
            More = run =>
            {
                run.ErrorType("S!1(1)").Should().EndWith("TransientError");
                run.ErrorType("EF").Should().EndWith("TransientError");
            },
        },
        SdkCase.Of("1-19 no retry", "S+1 S!1(1) I EF", (context, _, lines) => context.StepAsync(null, Fail(lines), NoRetry)) with { Lines = ["runs"] },
        SdkCase.Of("1-20 a failure that is caught", "S+1 S!1(1) S+2 S-2(1) I ES", async (context, _, lines) =>
        {
            try
            {
                return await context.StepAsync(null, Fail(lines), NoRetry);
            }
            catch (StepFailedException)
            {
                return await context.StepAsync(null, () => "fallback_result");
            }
        }) with { Result = "\"fallback_result\"", Lines = ["runs"] },
    ];

    [TestCaseSource(nameof(Cases))]
    public Task History_OfSteps_IsExact(SdkCase row) => CheckAsync(row);

    [Test]
    public async Task Logger_OfAStep_WritesItsLinesOnce()
    {
        var logging = SdkCase.Of("1-7", "S+1 S-1(1) W+2(1) I W-2 I ES", async (context, input, _) =>
        {
            var greeting = await context.StepAsync(null, step =>
            {
                step.Logger.LogInformation("Greeting {Name}", input);
                step.Logger.LogInformation("Greeted {Name}", input);
                return $"Hello, {input}!";
            });
            await context.WaitAsync(Second);
            return greeting;
        });

        await CheckAsync(logging with { Input = "\"x\"", Result = "\"Hello, x!\"" });

        Log.Should().HaveCount(2).And.OnlyContain(line => line.Contains("executionArn", StringComparison.Ordinal) && !line.Contains("rror", StringComparison.Ordinal));
    }

    private static Func<string> Fail(SdkLines lines) => () =>
    {
        lines.Note("runs");
        throw new TransientError("No.");
    };

    private static StepConfig Times(int attempts) => new() { Retry = RetryStrategy.Fixed(attempts, Second) };

    private sealed record User(
        [property: Newtonsoft.Json.JsonProperty("name")] string Name,
        [property: Newtonsoft.Json.JsonProperty("tags")] IReadOnlyList<string> Tags);

    private sealed record Order(
        [property: Newtonsoft.Json.JsonProperty("user")] User User,
        [property: Newtonsoft.Json.JsonProperty("count")] int Count);
}

using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of child contexts.</summary>
[TestFixture]
internal sealed class ChildHistoryTests : SdkFixture
{
    private static readonly StepConfig NoRetry = new() { Retry = RetryStrategy.None };
    private static readonly StepConfig Twice = new() { Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) };

    private static IEnumerable<SdkCase> Cases() =>
    [
        SdkCase.Of("3-1 a child with a step", "C+1 S+1.1 S-1.1(1) C-1 I ES", (context, input, _) =>
            context.RunInChildContextAsync(null, child => child.StepAsync(null, () => input))) with
        {
            Result = "\"abc\"",
            More = run =>
            {
                run.Payload("S-1.1(1)").Should().Be("\"abc\"");
                run.Payload("C-1").Should().Be("\"abc\"");
                run.Details("C+1").Should().BeEmpty();
                run.Event("C+1").ContainsKey("Name").Should().BeFalse();
                run.Event("C+1").ContainsKey("ParentId").Should().BeFalse();
            },
        },
        SdkCase.Of("3-2 a child with a name", "C+my_child S+my_child.1 S-my_child.1(1) C-my_child I ES", (context, _, _) =>
            context.RunInChildContextAsync("my-child", child => child.StepAsync(null, () => 5))) with
        {
            Result = "5",
            More = run => ((string?)run.Event("C-my_child")["Name"]).Should().Be("my-child"),
        },
        SdkCase.Of("3-3 two steps that depend on each other", "C+c S+c.1 S-c.1(1) S+c.2 S-c.2(1) C-c I ES", (context, input, _) =>
            context.RunInChildContextAsync("c", async child =>
            {
                var first = await child.StepAsync(null, () => input);
                return await child.StepAsync(null, () => first);
            })) with { Result = "\"abc\"" },
        SdkCase.Of("3-4 a step that fails", "C+c S+c.1 S!c.1(1) C!c I EF", (context, _, _) =>
            context.RunInChildContextAsync("c", child => child.StepAsync<int>(null, () => throw new TransientError("No."), NoRetry))) with
        {
            More = run =>
            {
                run.ErrorType("S!c.1(1)").Should().EndWith("TransientError");
                run.ErrorType("C!c").Should().EndWith("TransientError");
                run.ErrorType("EF").Should().EndWith("TransientError");
            },
        },
        SdkCase.Of("3-5 a failure that is caught", "C+c S+c.1 S!c.1(1) C!c S+2 S-2(1) I ES", async (context, input, _) =>
        {
            try
            {
                return await context.RunInChildContextAsync("c", child => child.StepAsync<string>(null, () => throw new TransientError("No."), NoRetry));
            }
            catch (ChildContextFailedException)
            {
                return await context.StepAsync(null, () => input);
            }
        }) with { Result = "\"abc\"" },
        SdkCase.Of("3-6 a child in a child", "C+outer S+outer.1 S-outer.1(1) C+outer.inner S+outer.inner.1 S-outer.inner.1(1) C-outer.inner C-outer I ES", (context, input, _) =>
            context.RunInChildContextAsync("outer", async outer =>
            {
                var first = await outer.StepAsync(null, () => input);
                return await outer.RunInChildContextAsync("inner", inner => inner.StepAsync(null, () => first));
            })) with { Result = "\"abc\"" },
        SdkCase.Of("3-7 a step that fails once", "C+c S+c.1 S!c.1(1;1) I S+c.1 S-c.1(2) C-c I ES", (context, input, lines) =>
            context.RunInChildContextAsync("c", child => child.StepAsync(
                null,
                () => lines.Note("runs") == 1 ? throw new TransientError("No.") : input,
                Twice))) with { Result = "\"abc\"", Lines = ["runs", "runs"] },
        SdkCase.Of("3-8 a step that always fails", "C+c S+c.1 S!c.1(1;1) I S+c.1 S!c.1(2) C!c I EF", (context, _, _) =>
            context.RunInChildContextAsync("c", child => child.StepAsync<int>(null, () => throw new TransientError("No."), Twice))),
        SdkCase.Of("3-9 a child, then a wait", "C+c S+c.1 S-c.1(1) C-c W+2(1) I W-2 I ES", async (context, input, lines) =>
        {
            var result = await context.RunInChildContextAsync("c", child =>
            {
                lines.Note("child");
                return child.StepAsync(null, () => input);
            });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result;
        }) with { Result = "\"abc\"", Lines = ["child"] },
        SdkCase.Of("3-10 a wait in a child", "C+c S+c.1 S-c.1(1) W+c.2(1) I W-c.2 C-c I ES", (context, input, _) =>
            context.RunInChildContextAsync("c", async child =>
            {
                var result = await child.StepAsync(null, () => input);
                await child.WaitAsync(TimeSpan.FromSeconds(1));
                return result;
            })) with { Result = "\"abc\"" },
        SdkCase.Of("3-11 a child with a large result", "C+c S+c.1 S-c.1(1) C-c W+2(1) I W-2 I ES", async (context, input, lines) =>
        {
            var result = await context.RunInChildContextAsync("c", async child =>
            {
                var text = await child.StepAsync(null, () => input);
                child.ConfigureLogger(new DurableLoggerConfig { LogDuringReplay = true });
                child.Logger.LogInformation("child logs");
                lines.Note("child");
                return new string(text[0], 300_000);
            });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result.Length.ToString(CultureInfo.InvariantCulture);
        }) with { Result = "\"300000\"", Lines = ["child", "child"], More = run => run.Payload("C-c").Should().Be("") },
        SdkCase.Of("3-11b its lines come once by default", "C+c S+c.1 S-c.1(1) C-c W+2(1) I W-2 I ES", async (context, input, lines) =>
        {
            var result = await context.RunInChildContextAsync("c", async child =>
            {
                var text = await child.StepAsync(null, () => input);
                child.Logger.LogInformation("child logs");
                lines.Note("child");
                return new string(text[0], 300_000);
            });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result.Length;
        }) with { Result = "300000", Lines = ["child", "child"] },
        SdkCase.Of("3-13 a child that waits", "C+c W+c.1(1) I W-c.1 C-c S+2 S-2(1) I ES", async (context, input, _) =>
        {
            await context.RunInChildContextAsync("c", child => child.WaitAsync(TimeSpan.FromSeconds(1)));
            return await context.StepAsync(null, () => input);
        }) with { Result = "\"abc\"" },
        SdkCase.Of("3-14 a child with a serializer", "C+c S+c.1 S-c.1(1) C-c I ES", (context, _, _) =>
            context.RunInChildContextAsync(
                "c",
                child => child.StepAsync(null, () => "hello child"),
                new ChildContextConfig { Serializer = DurableSerializer.For<string>(text => text.ToUpperInvariant(), text => text!) })) with
        {
            Result = "\"HELLO CHILD\"",
            More = run =>
            {
                run.Payload("S-c.1(1)").Should().Be("\"hello child\"");
                run.Payload("C-c").Should().Be("HELLO CHILD");
            },
        },
        SdkCase.Of("3-15 a child that throws at once", "C+c C!c I EF", (context, _, _) =>
            context.RunInChildContextAsync<int>("c", _ => throw new TransientError("No."))) with { More = run => run.ErrorType("C!c").Should().EndWith("TransientError") },
        SdkCase.Of("3-16 a child without a result", "C+c C-c I ES", (context, _, _) =>
            context.RunInChildContextAsync("c", _ => Task.FromResult<string?>(null))) with { Result = "null" },
        SdkCase.Of("3-17 a child that only logs", "C+c C-c W+2(1) I W-2 I ES", async (context, input, lines) =>
        {
            await context.RunInChildContextAsync("c", child =>
            {
                child.Logger.LogInformation("child logs");
                lines.Note("child");
                return Task.CompletedTask;
            });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return input;
        }) with { Result = "\"abc\"", Lines = ["child"] },
        SdkCase.Of("3-18 waits and steps inside and outside", "C+c S+c.1 S-c.1(1) W+c.2(1) I W-c.2 C-c S+2 S-2(1) W+3(1) I W-3 I ES", async (context, input, _) =>
        {
            await context.RunInChildContextAsync("c", async child =>
            {
                await child.StepAsync(null, () => input);
                await child.WaitAsync(TimeSpan.FromSeconds(1));
            });
            var result = await context.StepAsync(null, () => input);
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return result;
        }) with { Result = "\"abc\"" },
    ];

    [TestCaseSource(nameof(Cases))]
    public async Task History_OfChildren_IsExact(SdkCase row)
    {
        await CheckAsync(row);

        Log.Count(line => line.Contains("child logs", StringComparison.Ordinal)).Should().Be(row.Id[..5] is "3-11 " ? 2 : row.Id[..5] is "3-11b" or "3-17 " ? 1 : 0);
    }
}

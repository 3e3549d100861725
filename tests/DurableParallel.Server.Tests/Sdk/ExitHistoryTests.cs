namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded when a step ends its process. The server starts the process and knows of its end.</summary>
[TestFixture]
internal sealed class ExitHistoryTests : SdkFixture
{
    // It runs where it was built: what it needs beside it is not all here.
    private static readonly string Probe = Path.Combine(
        AppContext.BaseDirectory.Replace("DurableParallel.Server.Tests", "DurableParallel.Lambda.Probe", StringComparison.Ordinal),
        "DurableParallel.Lambda.Probe.dll");

    private string _marker = "";

    protected override DurableServerOptions Options
    {
        get
        {
            _marker = JournalPath + ".marker";
            var kind = (string)TestContext.CurrentContext.Test.Arguments[0]!;
            return new DurableServerOptions
            {
                Functions = [new ServedFunctionOptions { Name = kind, Command = $"dotnet '{Probe}' '{_marker}' {kind}" }],
            };
        }
    }

    [TestCase("child", "C+child S+child.die X S-child.die(1) C-child I ES", 2, "\"alive\"", TestName = "3-12 at least once")]
    [TestCase("once", "S+at_most_once_flaky_step X S!at_most_once_flaky_step(1) I EF", 1, null, TestName = "1-17 at most once")]
    [TestCase(
        "again",
        "S+at_most_once_flaky_step X S!at_most_once_flaky_step(1;1) I S+at_most_once_flaky_step S-at_most_once_flaky_step(2) I ES",
        2,
        "\"alive\"",
        TestName = "1-18 at most once, with a retry")]
    public async Task History_OfAStepThatEndsTheProcess_IsExact(string function, string history, int runs, string? result)
    {
        var run = await FinishAsync(await Client.StartAsync(function));

        run.History.Should().Be("E+ " + history);
        run.Result.Should().Be(result);
        run.ErrorType("X").Should().Be("Runtime.ExitError");
        ((bool?)run.Details("X")["Error"]!["Truncated"]).Should().BeFalse();
        (await File.ReadAllLinesAsync(_marker)).Should().HaveCount(runs);
    }
}

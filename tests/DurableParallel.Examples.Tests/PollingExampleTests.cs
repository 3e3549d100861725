using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class PollingExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_LooksUntilTheJobIsDoneOrNoCheckIsLeft()
    {
        var run = await ExampleProgram.RunAsync("PollingExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            patient: job 7 is done; seen at 10 %, 60 %, 100 %
            impatient: given up: Condition 'done' did not hold after 2 checks, and its strategy allows no more. Raise maxAttempts, or wait longer between checks. [DP1012] docs/errors/DP1012.md Last state: {"Id":"job 7","Percent":60,"Seen":[10,60]}

            """);
        run.ExitCode.Should().Be(0);
    }
}

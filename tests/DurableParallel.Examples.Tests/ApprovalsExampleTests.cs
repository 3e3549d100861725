using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class ApprovalsExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_GoesOnWithTheSecondApproval()
    {
        var run = await ExampleProgram.RunAsync("ApprovalsExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            open: anna-callback
            open: ben-callback
            open: carla-callback
            anna answers: yes
            carla answers: yes, but a small one
            purchase: the printer is approved (MinSuccessfulReached): anna says 'yes' and carla says 'yes, but a small one'; ben need not answer any more
            still open: 0

            """);
        run.ExitCode.Should().Be(0);
    }
}

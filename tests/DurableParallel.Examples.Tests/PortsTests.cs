using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class PortsTests
{
    [Test]
    public async Task Run_OfAllPorts_PrintsWhatTheirOriginalsDo()
    {
        var run = await ExampleProgram.RunAsync("Ports");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            withdrawing 100 from 85-150, reference 1324
            depositing 100 into 43-812, reference 1324
            depositing 100 into 43-812 is undone
            withdrawing 100 from 85-150 is undone
            saga: undone: an error that the sample makes, reference 1324
            approval of a new chair is requested
            approval with events: a new chair is approved
            approval of a new car is requested
            approval with events: a new car is escalated
            updatable timer: woken, its time was changed: 1
            schedule: Hello schedule! 1 started
            round 1 by the old code
            eternal with new version: version 2 in run 2, 1 by the old code
            sliding window: 10 records in 3 runs, sum 45
            the room of Mr. Bean is free again
            timer with cancel: the execution was canceled: The guest has withdrawn.
            the import begins behind row 0
            the import begins behind row 3
            the import is canceled behind row 4
            what was imported is removed
            heartbeat with cancellation: the execution was canceled: It takes too long.

            """);
        run.ExitCode.Should().Be(0);
    }
}

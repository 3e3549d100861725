using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class NestedScopesExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_BringsTheErrorOfTheStepToTheTop()
    {
        var run = await ExampleProgram.RunAsync("NestedScopesExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            nested: norway 18 degrees today; spain 21 degrees today
            caught: branch spain of scope countries failed since the station of sevilla is closed
            uncaught: Failed with DurableParallel.Examples.StationClosedException: the station of oslo is closed
            by-nested-branches: sum 84, 24 events in the history
            by-flat-branches: sum 84, 14 events in the history

            """);
        run.ExitCode.Should().Be(0);
    }
}

using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class RaceExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_ShowsWhoIsFirstAndThatNobodyWaitsForTheOthers()
    {
        var run = await ExampleProgram.RunAsync("RaceExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            deadline: order 7 is in stock
              Succeeded: waits that began 1, that elapsed 0
            packing: a box for order 7, labelled
              Succeeded: waits that began 2, that elapsed 1
            quickest: east is first for order 7 at 40; released: north, south
              Succeeded: waits that began 3, that elapsed 1

            """);
        run.ExitCode.Should().Be(0);
    }
}

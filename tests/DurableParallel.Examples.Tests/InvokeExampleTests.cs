using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class InvokeExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_ToleratesTheOneThatFails()
    {
        var run = await ExampleProgram.RunAsync("InvokeExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            price-list: 99 of 100 priced, 10016 in all; without article-42 (there is no article 42)
            executions of price: 99 succeeded, 1 failed

            """);
        run.ExitCode.Should().Be(0);
    }
}

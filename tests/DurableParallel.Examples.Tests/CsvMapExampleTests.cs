using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class CsvMapExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_ReportsGoodAndBadRows()
    {
        var run = await ExampleProgram.RunAsync("CsvMapExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            up to 20 % bad rows:
              good: 12 of 15 rows, 8.8 degrees on average
              bad: oslo-2, line 5 has 'broken' for degrees
              bad: madrid-2, line 9 has not 3 columns
              bad: cadiz-2, line 13 has '999' for degrees
            up to 10 % bad rows:
              given up (FailureToleranceExceeded): 6 rows were good, and 7 not looked at
              bad: oslo-2, line 5 has 'broken' for degrees
              bad: madrid-2, line 9 has not 3 columns

            """);
        run.ExitCode.Should().Be(0);
    }
}

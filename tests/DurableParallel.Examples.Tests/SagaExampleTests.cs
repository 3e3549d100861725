using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class SagaExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_UndoesTheBookingsInReverseOrder()
    {
        var run = await ExampleProgram.RunAsync("SagaExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            trip to rome:
              booked flight-rome
              booked hotel-rome
              booked car-rome
              booked in the end: flight-rome, hotel-rome and car-rome
            trip to atlantis:
              booked flight-atlantis
              booked hotel-atlantis
              no car in atlantis
              canceled hotel-atlantis
              canceled flight-atlantis
              booked in the end: nothing; compensations that failed: 0. Scope 'bookings' failed: FAILURE_TOLERANCE_EXCEEDED. Of 3 branches 2 succeeded, 1 failed, 0 were canceled and 0 never started. First failure: branch 2 'car', DurableParallel.Examples.NoCarException: there is no car in atlantis [DP1007] docs/errors/DP1007.md

            """);
        run.ExitCode.Should().Be(0);
    }

    [Test]
    public async Task Run_AgainOnItsJournal_BooksNothingAgain()
    {
        var folder = Directory.CreateTempSubdirectory("durable-example-test-");
        try
        {
            var journal = Path.Combine(folder.FullName, "journal.db");
            var first = await ExampleProgram.RunAsync("SagaExample", journal);

            var second = await ExampleProgram.RunAsync("SagaExample", journal);

            var results = first.Output.Split('\n').Where(line => line.StartsWith("trip", StringComparison.Ordinal) || line.StartsWith("  booked in the end", StringComparison.Ordinal)).ToList();
            results.Should().HaveCount(4);
            second.Output.TrimEnd('\n').Split('\n').Should().Equal(results);
            second.ExitCode.Should().Be(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class ParallelExampleTests
{
    [Test]
    public async Task Run_WithoutArguments_ShowsWhatAScopeCanDo()
    {
        var run = await ExampleProgram.RunAsync("ParallelExample");

        run.Errors.Should().BeEmpty();
        run.Output.Should().Be(
            """
            checks: valid True, 3 in stock at 19.9
            quorum: 2 of 3 in favour of order 7 (MinSuccessfulReached, 1 canceled)
            tolerance: best offer for order 7 is 40; no answer from east
            too-many-failures: FailureToleranceExceeded after 2 failures, 1 skipped; what there is: north 50
            one-branch: no offer: east does not answer

            """);
        run.ExitCode.Should().Be(0);
    }

    [TestCase("--help")]
    [TestCase("one", "two")]
    [TestCase("")]
    public async Task Run_WithWhatIsNoJournal_SaysWhatIsExpected(params string[] arguments)
    {
        var run = await ExampleProgram.RunAsync("ParallelExample", arguments);

        run.ExitCode.Should().Be(2);
        run.Errors.Should().StartWith("Expected no argument, or one: the file of the journal");
    }
}

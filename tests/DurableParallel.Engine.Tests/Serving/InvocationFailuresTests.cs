using DurableParallel.Engine.Serving;

namespace DurableParallel.Engine.Tests.Serving;

/// <summary>Which failed invocations count, and how long after each the next one begins.</summary>
public sealed class InvocationFailuresTests
{
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(1);
    private static readonly DurableError Crash = new("Runtime.ExitError", "gone");
    private static readonly DurableError Unreadable = new("DurableParallel.UnreadableRecordException", "cannot read");

    [Test]
    public void After_OneThatEndedWell_CountsFromNothing() => new InvocationFailures(3, 2).After(error: null).Should().Be(default(InvocationFailures));

    [Test]
    public void After_ACrash_CountsOneMoreAndForgetsTheBuild() => new InvocationFailures(3, 2).After(Crash).Should().Be(new InvocationFailures(4, 0));

    [Test]
    public void After_ABuildThatCannotRead_CountsItApart() => new InvocationFailures(3, 2).After(Unreadable).Should().Be(new InvocationFailures(3, 3));

    [TestCase(0, 1)]
    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 4)]
    [TestCase(9, 256)]
    [TestCase(10, 300)]
    [TestCase(int.MaxValue, 300)]
    public void Delay_OfABuildThatCannotRead_DoublesUpToFiveMinutes(int unreadable, int seconds) =>
        new InvocationFailures(0, unreadable).Delay(Plain).Should().Be(TimeSpan.FromSeconds(seconds));

    [Test]
    public void Delay_OfOthers_IsTheSettings()
    {
        new InvocationFailures(4, 0).Delay(TimeSpan.Zero).Should().Be(TimeSpan.Zero);
        new InvocationFailures(4, 1).Delay(TimeSpan.Zero).Should().Be(TimeSpan.FromSeconds(1), "only a deployment can help");
        new InvocationFailures(4, 1).Delay(TimeSpan.FromHours(1)).Should().Be(TimeSpan.FromMinutes(5));
    }
}

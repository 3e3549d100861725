namespace DurableParallel.Tests;

public sealed class CallbackConfigTests
{
    private static IEnumerable<TimeSpan> OutOfRange =>
        [TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.FromDays(366) + TimeSpan.FromTicks(1)];

    private static IEnumerable<TimeSpan?> InRange => [null, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(366)];

    [TestCaseSource(nameof(OutOfRange))]
    public void Timeout_OutOfRange_IsRefused(TimeSpan value)
    {
        var act = () => new CallbackConfig { Timeout = value };

        act.Should().Throw<ArgumentOutOfRangeException>().Which.Message.Should().Contain("Timeout").And.Contain("31622400").And.Contain(value.ToString());
    }

    [TestCaseSource(nameof(OutOfRange))]
    public void HeartbeatTimeout_OutOfRange_IsRefused(TimeSpan value)
    {
        var act = () => new WaitForCallbackConfig { HeartbeatTimeout = value };

        act.Should().Throw<ArgumentOutOfRangeException>().Which.Message.Should().Contain("HeartbeatTimeout");
    }

    [TestCaseSource(nameof(InRange))]
    public void Limits_InRange_AreTaken(TimeSpan? value)
    {
        var config = new CallbackConfig { Timeout = value, HeartbeatTimeout = value };

        config.Timeout.Should().Be(value);
        config.HeartbeatTimeout.Should().Be(value);
    }
}

using DurableParallel.Wire;

namespace DurableParallel.Tests.Wire;

public sealed class WireMappingTests
{
    private static readonly DateTimeOffset Due = new(2030, 1, 1, 0, 1, 0, TimeSpan.Zero);

    [Test]
    public void ToRecord_OfAWaitThatIsOverWithoutAnEnd_EndsWhenItWasDue() =>
        WireMapping.ToRecord(Wait(OperationStatus.Succeeded, ended: null)).EndTimestamp.Should().Be(Due);

    [Test]
    public void ToRecord_OfAWaitWithAnEnd_EndsThen() =>
        WireMapping.ToRecord(Wait(OperationStatus.Succeeded, Due.AddSeconds(2))).EndTimestamp.Should().Be(Due.AddSeconds(2));

    [Test]
    public void ToRecord_OfAWaitThatIsNotOver_HasNoEnd() =>
        WireMapping.ToRecord(Wait(OperationStatus.Started, ended: null)).EndTimestamp.Should().BeNull();

    private static WireOperation Wait(OperationStatus status, DateTimeOffset? ended) => new()
    {
        Id = "w",
        Type = OperationType.Wait,
        Status = status,
        StartTimestamp = Due.AddMinutes(-1),
        EndTimestamp = ended,
        WaitDetails = new WireWaitDetails { ScheduledEndTimestamp = Due.AddTicks(9) },
    };
}

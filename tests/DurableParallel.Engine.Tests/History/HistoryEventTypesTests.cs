using DurableParallel.Engine.History;

namespace DurableParallel.Engine.Tests.History;

public sealed class HistoryEventTypesTests
{
    [Test]
    public void NameOf_EveryType_IsReadBack([Values] HistoryEventType type)
    {
        HistoryEventTypes.TryParse(HistoryEventTypes.NameOf(type), out var read).Should().BeTrue();

        read.Should().Be(type);
    }

    [Test]
    public void NameOf_CanceledWait_IsSpeltAsTheServiceSpellsIt() =>
        HistoryEventTypes.NameOf(HistoryEventType.WaitCanceled).Should().Be("WaitCancelled");

    [TestCase("WaitCanceled")]
    [TestCase("waitStarted")]
    [TestCase("11")]
    [TestCase("")]
    public void TryParse_AnotherText_IsRefused(string name) =>
        HistoryEventTypes.TryParse(name, out _).Should().BeFalse();
}

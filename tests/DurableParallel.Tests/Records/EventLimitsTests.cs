using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class EventLimitsTests
{
    [TestCase("approved")]
    [TestCase(" ~")]
    public void Name_PrintableAscii_IsTaken(string name) => FluentActions.Invoking(() => EventLimits.CheckName(name)).Should().NotThrow();

    [TestCase(null)]
    [TestCase("")]
    [TestCase("täglich")]
    [TestCase("a\nb")]
    public void Name_OfAnotherKind_IsRefused(string? name) => FluentActions.Invoking(() => EventLimits.CheckName(name)).Should().Throw<ArgumentException>();

    [TestCase(null)]
    [TestCase("täglich 7")]
    public void Id_WithoutControlCharacters_IsTaken(string? id) => FluentActions.Invoking(() => EventLimits.CheckId(id)).Should().NotThrow();

    [TestCase("")]
    [TestCase("a\u0001")]
    [TestCase("durable:a/1/2")]
    public void Id_OfAnotherKind_IsRefused(string id) => FluentActions.Invoking(() => EventLimits.CheckId(id)).Should().Throw<ArgumentException>();

    [TestCase("")]
    [TestCase("a\u0001")]
    public void Execution_ThatNoneIsCalled_IsRefused(string name) => FluentActions.Invoking(() => EventLimits.CheckExecution(name)).Should().Throw<ArgumentException>();

    [Test]
    public void Text_ThatIsNotWellFormed_IsRefused()
    {
        var half = new string((char)0xD800, 1);

        FluentActions.Invoking(() => EventLimits.CheckId(half)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => EventLimits.CheckExecution(half)).Should().Throw<ArgumentException>();
    }

    [Test]
    public void Lengths_Of256_AreTheMost()
    {
        var most = new string('x', 256);

        FluentActions.Invoking(() => EventLimits.CheckId(most)).Should().NotThrow();
        FluentActions.Invoking(() => EventLimits.CheckExecution(most)).Should().NotThrow();
        FluentActions.Invoking(() => EventLimits.CheckId(most + "x")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => EventLimits.CheckExecution(most + "x")).Should().Throw<ArgumentException>();
    }

    [Test]
    public void OwnId_OfAnOperation_IsNoneThatAnybodyElseMayGive() =>
        RaisedEvent.OwnId("order-7", 5, "3").Should().Be("durable:order-7/5/3").And.StartWith(RaisedEvent.OwnIds);
}

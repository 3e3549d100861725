using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventMailboxTests
{
    private readonly EventMailbox _mailbox = new();

    [Test]
    public void Offers_OfOneName_AreOneAtATimeInTheOrderOfStartsAndEvents()
    {
        Raise("n", "1");
        Raise("n", "2");
        Open(1);
        Open(2);

        Offers().Should().Equal("1: 1");
        Offers().Should().BeEmpty("the first is not taken yet");
        _mailbox.Take(Id(1));
        Offers().Should().Equal("2: 2");
    }

    [Test]
    public void Offers_OfSeveralNames_AreOneOfEach()
    {
        Open(1, "a");
        Open(2, "b");
        Raise("b", "1");
        Raise("a", "2");

        Offers().Should().BeEquivalentTo("1: 2", "2: 1");
    }

    [Test]
    public void Event_ThatIsSetAside_IsNotOfferedAgain()
    {
        Raise("n", "1");
        Raise("n", "2");
        Open(1);
        Offers();

        _mailbox.SetAside(Id(1));

        Offers().Should().Equal("1: 2");
        _mailbox.UnreadCount.Should().Be(1);
    }

    [Test]
    public void Event_OfAWaitThatIsClosed_IsOfferedToTheNext()
    {
        var scope = Id(1);
        _mailbox.Open(new OperationId(scope, 1), "n", due: null);
        Open(2);
        Raise("n", "1");
        Offers().Should().Equal("1-1: 1");

        _mailbox.CloseBelow(scope);

        Offers().Should().Equal("2: 1");
    }

    [Test]
    public void Wait_WhoseTimeWasUpBefore_DoesNotHoldAnEvent()
    {
        Open(1, due: 10);
        Open(2, due: 11);
        Raise("n", "1", at: 10);

        _mailbox.Holds(Id(1)).Should().BeFalse("the event came when its time was up");
        _mailbox.Holds(Id(2)).Should().BeTrue();
        Offers().Should().Equal("2: 1");
    }

    [Test]
    public void NextWait_WithWaitsThatHaveTheirEvents_IsTheFirstWithout()
    {
        Open(1);
        Open(2, due: 5);
        Open(3);
        Raise("n", "1");

        _mailbox.NextWait("n", at: 1)!.ToString().Should().Be("2");
        _mailbox.NextWait("n", at: 5)!.ToString().Should().Be("3");
        _mailbox.NextWait("other", at: 1).Should().BeNull();
    }

    [Test]
    public void Counts_OfUnreadEvents_AreOfThoseThatNoWaitHasTaken()
    {
        Raise("n", "äö");
        Raise("n", null);
        Open(1);
        Offers();

        (_mailbox.UnreadCount, _mailbox.UnreadBytes).Should().Be((2, 4L));
        _mailbox.Take(Id(1));
        (_mailbox.UnreadCount, _mailbox.UnreadBytes).Should().Be((1, 0L));
        _mailbox.Take(Id(7));
        _mailbox.UnreadCount.Should().Be(1, "nothing waits there");
    }

    [Test]
    public void Id_OfAnEventThatWasTaken_IsKnown()
    {
        _mailbox.Add(new RaisedEvent("n", null, "once", 0));
        _mailbox.Remember("before");
        Open(1);
        Offers();
        _mailbox.Take(Id(1));

        _mailbox.Knows("once").Should().BeTrue();
        _mailbox.Knows("before").Should().BeTrue();
        _mailbox.Knows("never").Should().BeFalse();
    }

    private static OperationId Id(int number) => new(null, number);

    private void Open(int number, string name = "n", long? due = null) => _mailbox.Open(Id(number), name, due);

    private void Raise(string name, string? payload, long at = 0) => _mailbox.Add(new RaisedEvent(name, payload, null, at));

    private List<string> Offers() => [.. _mailbox.TakeOffers().Select(static offer => $"{offer.Wait}: {offer.Event.Payload}")];
}

using DurableParallel.Engine.Limiting;

namespace DurableParallel.Engine.Tests.Limiting;

/// <summary>Who begins next, against a plain model of the rules over thousands of random schedules.</summary>
[TestFixture]
internal sealed class FunctionLineTests
{
    [Test]
    public void AnySchedule_LetsBeginWhatTheRulesSay([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        int? max = random.Next(3) == 0 ? null : random.Next(1, 5);
        int? perKey = random.Next(3) == 0 ? null : random.Next(1, 3);
        var line = new FunctionLine();
        line.SetLimits(1, new FunctionLimits(max, Rate: null, perKey is { } most ? ConcurrencyKey.Of<string>(static text => text, most) : null));
        List<Item> begun = [];
        List<Item> waiting = [];
        for (var number = 1; number <= 400; number++)
        {
            if (random.Next(5) < 3)
            {
                var item = new Item(number, random.Next(-1, 2), random.Next(4) is > 0 and var key ? $"key {key}" : null);
                var mayBegin = HasRoom(item);
                line.TryEnter(item, now: 0).Should().Be(mayBegin);
                (mayBegin ? begun : waiting).Add(item);
            }
            else if (begun.Count > 0)
            {
                var ended = begun[random.Next(begun.Count)];
                begun.Remove(ended);
                line.Leave(ended);
                while (line.TakeNext(now: 0) is Item next)
                {
                    next.Should().Be(Next(), "it is the first that has room");
                    waiting.Remove(next);
                    begun.Add(next);
                }

                Next().Should().BeNull("nothing that has room is left waiting");
            }
        }

        bool HasRoom(Item item) =>
            (max is null || begun.Count < max)
            && (perKey is null || item.ConcurrencyKey is null || begun.Count(other => other.ConcurrencyKey == item.ConcurrencyKey) < perKey);

        Item? Next() => waiting.Where(HasRoom).OrderByDescending(item => item.Priority).ThenBy(item => item.Number).FirstOrDefault();
    }

    [Test]
    public void SetLimits_ThatAreWider_LetsTheNextOnesBegin()
    {
        var line = new FunctionLine();
        line.SetLimits(1, new FunctionLimits(1, Rate: null, Key: null));
        for (var number = 1; number <= 4; number++)
        {
            line.TryEnter(new Item(number, 0, null), now: 0);
        }

        line.TakeNext(now: 0).Should().BeNull();
        line.SetLimits(2, new FunctionLimits(2, Rate: null, Key: null));
        line.TakeNext(now: 0)!.Number.Should().Be(2);
        line.TakeNext(now: 0).Should().BeNull();
        line.SetLimits(1, new FunctionLimits(1, Rate: null, Key: null));
        line.SetLimits(3, limits: null);
        line.TakeNext(now: 0)!.Number.Should().Be(3);
        line.TakeNext(now: 0)!.Number.Should().Be(4);
    }

    [Test]
    public void SetLimits_WithAWiderKey_LetsTheNextOfEachKeyBegin()
    {
        var line = new FunctionLine();
        line.SetLimits(1, KeyLimit(1));
        foreach (var item in (Item[])[new(1, 0, "a"), new(2, 0, "a"), new(3, 0, "b"), new(4, 0, "b")])
        {
            line.TryEnter(item, now: 0);
        }

        line.TakeNext(now: 0).Should().BeNull();
        line.SetLimits(2, KeyLimit(2));
        line.TakeNext(now: 0)!.Number.Should().Be(2);
        line.TakeNext(now: 0)!.Number.Should().Be(4);
    }

    [Test]
    public void SetLimits_OfAnEarlierVersion_ChangesNothing()
    {
        var line = new FunctionLine();
        line.SetLimits(2, new FunctionLimits(1, Rate: null, Key: null));
        line.SetLimits(1, limits: null);

        line.TryEnter(new Item(1, 0, null), now: 0).Should().BeTrue();
        line.TryEnter(new Item(2, 0, null), now: 0).Should().BeFalse();
    }

    [TestCase(2, false)]
    [TestCase(3, true)]
    public void SetLimits_WithTheSameRate_GivesNoSecondBurst(int burst, bool isNew)
    {
        var line = new FunctionLine();
        line.SetLimits(1, Rate(2));
        line.TryEnter(new Item(1, 0, null), now: 0).Should().BeTrue();
        line.TryEnter(new Item(2, 0, null), now: 0).Should().BeTrue();

        line.SetLimits(2, Rate(burst));

        line.TryEnter(new Item(3, 0, null), now: 0).Should().Be(isNew);

        static FunctionLimits Rate(int burst) => new(null, new RateLimit(1, TimeSpan.FromHours(1), burst), Key: null);
    }

    [Test]
    public void Count_OfOneThatBeganInAnEarlierProcess_TakesItsKeysPlace()
    {
        var line = new FunctionLine();
        line.SetLimits(1, KeyLimit(1));
        var earlier = new Item(1, 0, "a");
        line.Count(earlier);
        var next = new Item(2, 0, "a");
        line.TryEnter(next, now: 0).Should().BeFalse();
        line.WhyWaits(next).Should().Be(StartWaitReason.ConcurrencyKey);

        line.Leave(earlier);

        line.TakeNext(now: 0).Should().Be(next);
    }

    [Test]
    public void Items_ThatWaitForOneKey_ShareWhatTheyKeep()
    {
        var line = new FunctionLine();
        line.SetLimits(1, KeyLimit(1));
        Item[] items = [new(1, 0, "a"), new(2, 0, "a"), new(3, 0, "a"), new(4, 0, "a")];
        foreach (var item in items)
        {
            line.TryEnter(item, now: 0);
        }

        items.Select(static item => item.SharesWith?.Number).Should().Equal(null, null, 2, 3);
    }

    private static FunctionLimits KeyLimit(int most) => new(null, Rate: null, ConcurrencyKey.Of<string>(static text => text, most));

    [Test]
    public void RateLimit_LetsABurstBeginAndThenOneByOne()
    {
        var line = new FunctionLine();
        line.SetLimits(1, new FunctionLimits(null, new RateLimit(10, TimeSpan.FromSeconds(1), burst: 3), Key: null));
        for (var number = 1; number <= 3; number++)
        {
            line.TryEnter(new Item(number, 0, null), now: 1000).Should().BeTrue();
        }

        var late = new Item(4, 0, null);
        line.TryEnter(late, now: 1000).Should().BeFalse();
        line.WhyWaits(late).Should().Be(StartWaitReason.RateLimit);
        line.NextTokenAt(1000).Should().Be(1100);
        line.TakeNext(now: 1099).Should().BeNull();
        line.TakeNext(now: 1100).Should().Be(late);
        line.NextTokenAt(1100).Should().BeNull("none waits for it");
    }

    [Test]
    public void Leave_WithoutHavingBegun_GivesTheTokenBack()
    {
        var line = new FunctionLine();
        line.SetLimits(1, new FunctionLimits(null, new RateLimit(1, TimeSpan.FromHours(1)), Key: null));
        var first = new Item(1, 0, null);
        line.TryEnter(first, now: 0).Should().BeTrue();

        line.Leave(first, hasBegun: false);

        line.TryEnter(new Item(2, 0, null), now: 0).Should().BeTrue();
    }

    [Test]
    public void TokenBucket_OverLongTimes_GivesExactlyTheRate([Values(1, 3, 7, 1000)] int count)
    {
        var bucket = new TokenBucket(new RateLimit(count, TimeSpan.FromSeconds(60), burst: 2));
        var taken = 0;
        for (long now = 0; now < 600_000; now++)
        {
            taken += bucket.TryTake(now) ? 1 : 0;
        }

        taken.Should().BeInRange((10 * count) + 1, (10 * count) + 2);
    }

    private sealed record Item(long Number, int Priority, string? ConcurrencyKey) : ILimited
    {
        public ILimited? SharesWith { get; private set; }

        public void ShareTerms(ILimited other) => SharesWith = other;
    }
}

using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine.Tests.Listing;

/// <summary>The index of tags against a list that is searched from end to end.</summary>
[TestFixture]
internal sealed class TagIndexTests
{
    [Test]
    public void Find_AfterAddsAndRemovalsInAnyOrder_HoldsWhatAListHolds([Range(1, 6)] int seed, [Values(40, 6000)] int count)
    {
        var random = new Random(seed);
        var index = new Both();
        var model = new List<Listed>();
        foreach (var number in NearlyInOrder(count, random))
        {
            var listed = new Listed(number, random.Next(4) == 0 ? ExecutionStatus.Running : ExecutionStatus.Succeeded, random.Next(50));
            index.Add(listed);
            model.Add(listed);
            if (random.Next(3) == 0)
            {
                var gone = model[random.Next(model.Count)];
                index.Remove(gone);
                model.Remove(gone);
            }
        }

        foreach (var tags in new[] { Tags(("all", "1")), Tags(("rare", "7")), Tags(("all", "1"), ("rare", "7")), Tags(("all", "2")), Tags(("none", "1")), Tags(("own", $"{model[0].Number}")) })
        {
            foreach (var isDescending in new[] { false, true })
            {
                foreach (var after in new long?[] { null, 0, count / 2, count, count + 1 })
                {
                    var query = new ExecutionQuery { Tags = tags, Descending = isDescending, Statuses = random.Next(2) == 0 ? null : [ExecutionStatus.Succeeded] };
                    var selection = new Selection(query);
                    var expected = model.Where(e => selection.Means(e, e.ReadFacts()) && (after is null || (isDescending ? e.Number < after : e.Number > after)));

                    var found = index.Find(selection, after).Select(item => item.Execution.Number).ToList();

                    found.Should().Equal(isDescending ? expected.Select(e => e.Number).OrderDescending() : expected.Select(e => e.Number).Order());
                }

                var all = new Selection(new ExecutionQuery { Tags = tags });
                index.Count(all).Sum().Should().Be(model.LongCount(e => all.Means(e, e.ReadFacts())));
                foreach (var more in new[] { new ExecutionQuery { TenantId = "t1" }, new ExecutionQuery { TenantId = "t1", Tags = tags }, new ExecutionQuery { Tags = tags, NameContains = "7", FunctionName = "f" } })
                {
                    var narrower = new Selection(more);
                    index.Count(narrower).Sum().Should().Be(model.LongCount(e => narrower.Means(e, e.ReadFacts())), $"{more}");
                }
            }
        }

        foreach (var left in model)
        {
            index.Remove(left);
        }

        index.Count().Should().Be(0, "nothing is kept of what is gone");
    }

    [Test]
    public void Find_WhileOthersComeAndGo_RepeatsNone()
    {
        var index = new Both();
        var all = Enumerable.Range(1, 5000).Select(number => new Listed(number, ExecutionStatus.Succeeded, 0)).ToList();
        all.ForEach(index.Add);
        var selection = new Selection(new ExecutionQuery { Tags = Tags(("all", "1")) });
        List<long> found = [];

        foreach (var (execution, _) in index.Find(selection, after: null))
        {
            found.Add(execution.Number);
            if (execution.Number <= all.Count && execution.Number % 2 == 0)
            {
                // The blocks become shorter, and one that was seen may be split or join the next.
                index.Remove(execution);
                var late = new Listed(10_000 + execution.Number, ExecutionStatus.Succeeded, 0);
                index.Add(late);
            }
        }

        found.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder().And.Contain(all.Select(listed => listed.Number));
    }

    [Test]
    public void Count_OfTagsTenantsFunctionsAndNames_LooksAtNoneThatHasEnded()
    {
        var index = new Both();
        var all = Enumerable.Range(1, 5 * ExecutionChunk<Listed>.Size).Select(number => new Listed(number, ExecutionStatus.Succeeded, 0)).ToList();
        all.ForEach(index.Add);
        index.Count(new Selection(new ExecutionQuery { Tags = Tags(("all", "1")) }));
        var settled = all.Where(one => one.Number < 5 * ExecutionChunk<Listed>.Size).ToList();
        var looks = settled.Sum(one => one.Looks);

        var (tag, tenant) = (new Dictionary<string, string> { ["all"] = "1" }, "t1");
        index.Count(new Selection(new ExecutionQuery { Tags = tag, FunctionName = "f" })).Sum().Should().Be(all.Count);
        index.Count(new Selection(new ExecutionQuery { Tags = tag, FunctionName = "none" })).Sum().Should().Be(0);
        index.Count(new Selection(new ExecutionQuery { Tags = Tags(("all", "1"), ("rare", "0")) })).Sum().Should().Be(all.Count);
        index.Count(new Selection(new ExecutionQuery { TenantId = tenant, Statuses = [ExecutionStatus.Succeeded] })).Sum().Should().Be(all.Count / 3);
        index.Count(new Selection(new ExecutionQuery { TenantId = tenant, Tags = tag, NameContains = "-", NamePrefix = "e-" })).Sum().Should().Be(all.Count / 3);
        index.Find(new Selection(new ExecutionQuery { Tags = tag, TenantId = "none" }), after: null).Should().BeEmpty();

        settled.Sum(one => one.Looks).Should().Be(looks);
    }

    [Test]
    public void Add_EqualTexts_AreOneInMemory()
    {
        var index = new TagIndex<Listed>();
        var listed = Enumerable.Range(1, 4).Select(number => new Listed(number, ExecutionStatus.Running, 0)).ToList();

        listed.ForEach(execution => index.Add(execution, execution.Terms));

        // The first of a tag keeps its own texts.
        listed[1].Tags.Keys.First().Should().BeSameAs(listed[2].Tags.Keys.First()).And.BeSameAs(listed[3].Tags.Keys.First());
        listed[1].Tags["all"].Should().BeSameAs(listed[2].Tags["all"]).And.BeSameAs(listed[3].Tags["all"]);
    }

    private static int[] NearlyInOrder(int count, Random random)
    {
        var numbers = Enumerable.Range(1, count).ToArray();
        for (var i = 1; i < count; i++)
        {
            var other = Math.Max(0, i - random.Next(random.Next(10) == 0 ? count : 3));
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }

        return numbers;
    }

    private static Dictionary<string, string> Tags(params (string Key, string Value)[] tags) => tags.ToDictionary(tag => new string(tag.Key), tag => new string(tag.Value));

    /// <summary>Both indexes, as an engine has them.</summary>
    private sealed class Both
    {
        private readonly ExecutionIndex<Listed> _byNumber = new();
        private readonly TagIndex<Listed> _byTag = new();

        public int Count() => _byTag.Count;

        public void Add(Listed one)
        {
            _byNumber.Add(one);
            _byTag.Add(one, one.Terms);
        }

        public void Remove(Listed one)
        {
            _byNumber.Remove(one);
            _byTag.Remove(one, one.Terms);
        }

        public IEnumerable<(Listed Execution, ExecutionFacts Facts)> Find(Selection selection, long? after) =>
            _byNumber.Find(selection, _byTag.Chunks(selection.Labels, after, selection.IsDescending), after, CancellationToken.None);

        public long[] Count(Selection selection) => _byNumber.Count(selection, _byTag.Chunks(selection.Labels, after: null, isDescending: false), CancellationToken.None);
    }

    private sealed class Listed(long number, ExecutionStatus status, int rare) : IListedExecution
    {
        public TagSet Tags => Terms.Tags!;

        public ExecutionTerms Terms { get; } = new() { Tags = TagSet.Of(TagIndexTests.Tags(("all", $"{1 + (number % 2 == 0 ? 0 : rare % 2)}"), ("rare", $"{rare}"), ("own", $"{number}")), "tags"), TenantId = number % 3 == 0 ? "t1" : null };

        public long Number => number;

        public string Name => $"e-{number}";

        public string Arn => Name;

        public string FunctionName => "f";

        public int Version => 1;

        public bool IsServed => false;

        public StartWait? Waiting => null;

        /// <summary>How often it was looked at.</summary>
        public int Looks { get; private set; }

        public bool SeemsEnded => status != ExecutionStatus.Running;

        public ExecutionStates ReadStates() => ExecutionStates.None;

        public ExecutionFacts ReadFacts()
        {
            Looks++;
            return new(IsVisible: true, status, number, status == ExecutionStatus.Running ? null : number + 1);
        }
    }
}

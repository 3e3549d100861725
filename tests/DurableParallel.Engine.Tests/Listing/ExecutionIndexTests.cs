using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine.Tests.Listing;

/// <summary>The index by number against a list that is searched from end to end, while executions start, end, go on and are purged.</summary>
[TestFixture]
internal sealed class ExecutionIndexTests
{
    private static readonly string[] Parts = ["ord", "er-", "7", "-1", "ü", "x", "no such", "\n", "\ud800"];

    [Test]
    public void FindAndCount_WhileAllChanges_HoldWhatAListHolds([Range(1, 8)] int seed, [Values(300, 13_000)] int count, [Values(3, 400)] int functions, [Values] bool isSettled)
    {
        var random = new Random(seed);
        var index = new ExecutionIndex<Listed>();
        var model = new List<Listed>();
        if (isSettled)
        {
            index.Settle();
        }

        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < count / 4; i++)
            {
                var listed = new Listed(model.Count == 0 ? 1 : model[^1].Number + random.Next(1, 3), random, functions);
                index.Add(listed);
                model.Add(listed);
            }

            for (var i = 0; i < count / 20; i++)
            {
                Change(index, model, random);
            }

            for (var i = 0; i < 12; i++)
            {
                Compare(index, model, QueryOf(random, functions), random);
            }
        }

        index.ListFunctions().Should().BeEquivalentTo(model.Where(static one => one.ReadFacts().IsVisible).Select(static one => (one.FunctionName, one.Version, one.IsServed)).Distinct());
        foreach (var left in model)
        {
            index.Remove(left);
        }

        Compare(index, [], new ExecutionQuery(), random);
    }

    [Test]
    public void Count_NobodyHasChangedAnything_LooksAtThoseAloneThatHaveNotEnded()
    {
        var index = new ExecutionIndex<Listed>();
        var random = new Random(1);
        var all = Enumerable.Range(1, 20_000).Select(number => new Listed(number, random, functions: 5)).ToList();
        all.ForEach(index.Add);
        var (selection, named) = (new Selection(new ExecutionQuery { Statuses = [ExecutionStatus.Failed, ExecutionStatus.Running] }), new Selection(new ExecutionQuery { NameContains = "7-" }));
        index.Count(selection, CancellationToken.None);
        index.Count(named, CancellationToken.None);
        all.ForEach(static one => one.Looks = 0);

        index.Count(selection, CancellationToken.None);
        index.Count(named, CancellationToken.None);

        // The latest chunk grows, so that its names are not kept; nor is a second list made for the page.
        var latest = 20_000 / ExecutionChunk<Listed>.Size * ExecutionChunk<Listed>.Size;
        all.Where(one => one.ReadFacts().IsEnded && one.Number < latest).Sum(static one => one.Looks - 1).Should().Be(0);
    }

    private static void Change(ExecutionIndex<Listed> index, List<Listed> model, Random random)
    {
        var one = model[random.Next(model.Count)];
        switch (random.Next(4))
        {
            case 0:
                one.Status = one.Status == ExecutionStatus.Running ? ExecutionStatus.Blocked : one.Status;
                break;
            case 1 when one.ReadFacts().IsEnded:
                one.Status = ExecutionStatus.Running;
                index.OnChanged(one);
                break;
            case 2 when one.ReadFacts().IsEnded:
                model.Remove(one);
                index.Remove(one);
                break;
            default:
                one.IsVisible = true;
                one.Status = one.ReadFacts().IsEnded ? one.Status : ExecutionStatus.Succeeded + random.Next(4);
                break;
        }
    }

    private static void Compare(ExecutionIndex<Listed> index, List<Listed> model, ExecutionQuery query, Random random)
    {
        var selection = new Selection(query);
        long? after = model.Count == 0 || random.Next(2) == 0 ? null : model[random.Next(model.Count)].Number;
        var meant = model.Where(one => selection.Means(one, one.ReadFacts())).ToList();
        var behind = meant.Select(static one => one.Number).Where(number => after is null || (query.Descending ? number < after : number > after));

        index.Find(selection, after, CancellationToken.None).Select(static found => found.Execution.Number).Should().Equal(
            query.Descending ? behind.OrderDescending() : behind, $"{query} behind {after}");
        var expected = new long[Enum.GetValues<ExecutionStatus>().Length];
        meant.ForEach(one => expected[(int)one.Status]++);
        index.Count(selection, CancellationToken.None).Should().Equal(expected, $"{query}");
    }

    private static ExecutionQuery QueryOf(Random random, int functions) => new()
    {
        FunctionName = random.Next(3) == 0 ? $"f{random.Next(functions + 1)}" : null,
        Version = random.Next(4) == 0 ? random.Next(1, 4) : null,
        Statuses = random.Next(2) == 0 ? [.. Enum.GetValues<ExecutionStatus>().Where(_ => random.Next(3) == 0)] : null,
        States = random.Next(5) == 0 ? [ExecutionState.Retrying] : null,
        NamePrefix = random.Next(4) == 0 ? new[] { "order", "order-1", "ü", "z" }[random.Next(4)] : null,
        NameContains = random.Next(3) == 0 ? Parts[random.Next(Parts.Length)] : null,
        TenantId = random.Next(8) == 0 ? "t1" : null,
        StartedAfter = random.Next(5) == 0 ? DateTimeOffset.FromUnixTimeMilliseconds(random.Next(20_000)) : null,
        EndedAfter = random.Next(6) == 0 ? DateTimeOffset.FromUnixTimeMilliseconds(random.Next(20_000)) : null,
        EndedBefore = random.Next(6) == 0 ? DateTimeOffset.FromUnixTimeMilliseconds(random.Next(20_000)) : null,
        Descending = random.Next(2) == 0,
    };

    private sealed class Listed : IListedExecution
    {
        private readonly bool _isRetrying;

        public Listed(long number, Random random, int functions)
        {
            Number = number;
            Name = random.Next(10) switch
            {
                0 => $"ü{number}",
                1 => $"order-{number}\u001f{random.Next(2, 9)}",
                2 => $"x\ud800{number}",
                _ => $"order-{number}",
            };
            FunctionName = $"f{random.Next(functions)}";
            Version = random.Next(1, 3);
            IsServed = FunctionName == "f1";
            Status = random.Next(5) == 0 ? ExecutionStatus.Running : ExecutionStatus.Succeeded + random.Next(4);
            IsVisible = random.Next(50) != 0 || Status != ExecutionStatus.Running;
            Terms = random.Next(3) == 0 ? new ExecutionTerms { TenantId = "t1" } : null;
            _isRetrying = random.Next(2) == 0;
        }

        public bool IsVisible { get; set; }

        public ExecutionStatus Status { get; set; }

        public int Looks { get; set; }

        public long Number { get; }

        public string Name { get; }

        public string Arn => Name;

        public string FunctionName { get; }

        public int Version { get; }

        public bool IsServed { get; }

        public ExecutionTerms? Terms { get; }

        public StartWait? Waiting => null;

        public bool SeemsEnded => Status is not (ExecutionStatus.Running or ExecutionStatus.Blocked);

        public ExecutionStates ReadStates() => _isRetrying ? ExecutionStates.Retrying : ExecutionStates.WaitingUntil;

        public ExecutionFacts ReadFacts()
        {
            Looks++;
            return new ExecutionFacts(IsVisible, Status, Number, Status is ExecutionStatus.Running or ExecutionStatus.Blocked ? null : Number + 5);
        }
    }
}

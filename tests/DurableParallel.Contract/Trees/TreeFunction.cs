using System.Text;

namespace DurableParallel.Contract.Trees;

/// <summary>A tree as durable code.</summary>
internal sealed class TreeFunction(TreeBody tree)
{
    private readonly TreeLines _lines = new();

    private int _attempts;

    /// <summary>How many step bodies have run.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>The lines that the code has come to, in any run.</summary>
    public IReadOnlyCollection<string> LinesReached => _lines.Reached;

    public Task<string> RunAsync(DurableContext context) => RunAsync(context, tree);

    private async Task<string> RunAsync(DurableContext context, TreeBody body)
    {
        var text = new StringBuilder();
        for (var i = 0; i < body.Nodes.Count; i++)
        {
            _lines.Log(context, i);
            try
            {
                text.Append(await RunAsync(context, body.Nodes[i])).Append(' ');
            }
            catch (OperationFailedException exception) when (body.Catches)
            {
                text.Append('!').Append(exception.Message).Append(' ');
            }
        }

        _lines.Log(context, body.Nodes.Count);
        return body.Throws is null ? text.ToString() : throw new InvalidDataException(body.Throws);
    }

    private async Task<string> RunAsync(DurableContext context, TreeNode node)
    {
        switch (node)
        {
            case TreeNode.Step step:
                var retry = step.FailsForGood ? RetryStrategy.None : RetryStrategy.Fixed(step.Failures + 1, TimeSpan.FromSeconds(7));
                return await context.StepAsync(step.Name, s => Attempt(step, s.Attempt), new StepConfig { Retry = retry });
            case TreeNode.Wait wait:
                await context.WaitAsync(TimeSpan.FromSeconds(wait.Seconds));
                return "w";
            case TreeNode.Child child:
                return await context.RunInChildContextAsync(name: null, c => RunAsync(c, child.Body), new ChildContextConfig { Nesting = child.Nesting });
            case TreeNode.Race race:
                return TreeText.OfRace(await context.WhenAnyAsync(BeginLoser(context, race), context.WaitAsync(TimeSpan.FromSeconds(race.Seconds))));
            default:
                return await RunAsync(context, (TreeNode.Scope)node);
        }
    }

    private Task BeginLoser(DurableContext context, TreeNode.Race race)
    {
        switch (race.Kind)
        {
            case TreeLoser.Child:
                return context.RunInChildContextAsync(name: null, c => RunLoserAsync(c, race.Loser));
            case TreeLoser.FlatChild:
                return context.RunInChildContextAsync(name: null, c => RunLoserAsync(c, race.Loser), new ChildContextConfig { Nesting = NestingType.Flat });
            case TreeLoser.RetriedBlock:
                return context.WithRetryAsync(name: null, (c, _) => RunLoserAsync(c, race.Loser), RetryStrategy.None);
            default:
                var p = context.Parallel();
                p.Branch(name: null, b => RunLoserAsync(b, race.Loser));
                return p.SettleAsync();
        }
    }

    private Task<string> RunLoserAsync(DurableContext context, TreeBody loser)
    {
        _lines.AddLoser(context);
        return RunAsync(context, loser);
    }

    private async Task<string> RunAsync(DurableContext context, TreeNode.Scope scope)
    {
        var p = context.Parallel(ConfigOf(scope));
        var futures = scope.Branches.Select(body => p.Branch(name: null, b => RunAsync(b, body))).ToList();
        var result = await p.SettleAsync();
        return TreeText.Of(result.CompletionReason, futures.Select(f => f.Status switch
        {
            BranchStatus.Succeeded => f.Result,
            BranchStatus.Failed => $"!{f.Error!.ErrorMessage}",
            _ => f.Status.ToString(),
        }));
    }

    private string Attempt(TreeNode.Step step, int attempt)
    {
        Interlocked.Increment(ref _attempts);
        return step.FailsForGood || attempt <= step.Failures ? throw new InvalidDataException($"step {step.Name}") : step.Name;
    }

    private static ParallelConfig ConfigOf(TreeNode.Scope scope)
    {
        var config = scope.Rule switch
        {
            TreeRule.AllCompleted => new ParallelConfig { Completion = CompletionConfig.AllCompleted(), MaxConcurrency = scope.MaxConcurrency },
            TreeRule.FailFast => new ParallelConfig { MaxConcurrency = 1 },
            TreeRule.Tolerated => new ParallelConfig { MaxConcurrency = 1, ToleratedFailureCount = scope.Parameter },
            TreeRule.TimesOut => new ParallelConfig { Completion = CompletionConfig.AllCompleted(), Timeout = TimeSpan.FromSeconds(scope.TimeoutSeconds) },
            _ => new ParallelConfig { MaxConcurrency = 1, MinSuccessful = scope.Parameter },
        };
        return config with
        {
            Nesting = scope.Nesting,
            RunningBranches = scope.Drains ? RunningBranches.Drain : RunningBranches.Finish,
        };
    }
}

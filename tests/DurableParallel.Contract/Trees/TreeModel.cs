using System.Text;

namespace DurableParallel.Contract.Trees;

/// <summary>What a tree must come to, worked out without anything durable, concurrent or timed.</summary>
internal sealed class TreeModel
{
    /// <summary>How many step bodies run when nothing disturbs.</summary>
    public int Attempts { get; private set; }

    public string Run(TreeBody tree) => RunBody(tree).Text ?? throw new InvalidOperationException("The root of a tree never fails.");

    private (string? Text, string? Error) RunBody(TreeBody body)
    {
        var text = new StringBuilder();
        foreach (var node in body.Nodes)
        {
            var (value, error) = RunNode(node);
            if (error is not null && !body.Catches)
            {
                return (null, error);
            }

            text.Append(error is null ? value : $"!{error}").Append(' ');
        }

        return body.Throws is null ? (text.ToString(), null) : (null, body.Throws);
    }

    private (string? Text, string? Error) RunNode(TreeNode node)
    {
        switch (node)
        {
            case TreeNode.Step step:
                Attempts += step.FailsForGood ? 1 : step.Failures + 1;
                return step.FailsForGood ? (null, $"step {step.Name}") : (step.Name, null);
            case TreeNode.Wait:
                return ("w", null);
            case TreeNode.Child child:
                return RunBody(child.Body);
            case TreeNode.Race race:
                return (TreeText.OfRace(RunBody(race.Loser).Error is null ? 1 : 0), null);
            default:
                return (RunScope((TreeNode.Scope)node), null);
        }
    }

    private string RunScope(TreeNode.Scope scope) => scope.Rule == TreeRule.TimesOut ? RunTimedScope(scope) : RunScopeInTime(scope);

    private string RunTimedScope(TreeNode.Scope scope) => TreeText.Of(CompletionReason.TimedOut, scope.Branches.Select(branch =>
    {
        if (branch.Nodes is [TreeNode.Wait wait] && wait.Seconds > scope.TimeoutSeconds && !scope.Drains)
        {
            return nameof(BranchStatus.Canceled);
        }

        var (text, error) = RunBody(branch);
        return error is null ? text! : $"!{error}";
    }));

    private string RunScopeInTime(TreeNode.Scope scope)
    {
        var texts = new List<string>();
        var reason = scope.Branches.Count == 0 ? CompletionReason.AllCompleted : (CompletionReason?)null;
        var (succeeded, failed) = (0, 0);
        foreach (var branch in scope.Branches)
        {
            if (reason is not null)
            {
                texts.Add(nameof(BranchStatus.Skipped));
                continue;
            }

            var (text, error) = RunBody(branch);
            texts.Add(error is null ? text! : $"!{error}");
            succeeded += error is null ? 1 : 0;
            failed += error is null ? 0 : 1;
            reason = Decide(scope, succeeded, failed);
        }

        return TreeText.Of(reason!.Value, texts);
    }

    private static CompletionReason? Decide(TreeNode.Scope scope, int succeeded, int failed)
    {
        var tolerated = scope.Rule switch
        {
            TreeRule.FailFast => 0,
            TreeRule.Tolerated => scope.Parameter,
            _ => int.MaxValue,
        };
        if (failed > tolerated)
        {
            return CompletionReason.FailureToleranceExceeded;
        }

        if (succeeded + failed == scope.Branches.Count)
        {
            return CompletionReason.AllCompleted;
        }

        return scope.Rule == TreeRule.Minimum && succeeded >= scope.Parameter ? CompletionReason.MinSuccessfulReached : null;
    }
}

using DurableParallel.Testing;
using FsCheck.Fluent;

namespace DurableParallel.Console.Tests.WhatIf;

/// <summary>The simulation against the real thing: the same scopes run by the test runner, whose clock is virtual as well.</summary>
internal sealed class SameAsTheRunnerTests
{
    // Of what happens in the same moment, either may come first.
    [TestCase(HostMode.Resident)]
    [TestCase(HostMode.Suspending)]
    public void Simulate_AnyScope_IsWhatTheRunnerDoes(HostMode mode) => Properties.Check(
        ScopeCase.Any(7).Where(HasOneOrder),
        scope => Task.Run(() => DifferAsync(scope, mode)).GetAwaiter().GetResult(),
        count: 500);

    private static bool HasOneOrder(ScopeCase scope)
    {
        var run = scope.Simulate();
        List<TimeSpan?> moments = [.. run.Branches.Where(static branch => branch.Status is BranchStatus.Succeeded or BranchStatus.Failed).Select(static branch => branch.To), scope.Rules.Timeout];
        return moments.Distinct().Count() == moments.Count;
    }

    private static async Task<string?> DifferAsync(ScopeCase scope, HostMode mode)
    {
        var result = await DurableTestRunner.Create(ctx => RunAsync(ctx, scope), new DurableTestRunnerOptions { Mode = mode }).RunAsync();
        var run = scope.Simulate();
        var real = result.ResultAs<Real>();
        var expected = run.Branches.Select(static branch => branch.Status).ToList();
        if (real.Reason != run.Verdict.Reason || real.IsSuccess != run.Verdict.IsSuccess)
        {
            return $"decided {real.Reason}, success {real.IsSuccess}; simulated {run.Verdict}";
        }

        if (!real.Statuses.SequenceEqual(expected))
        {
            return $"[{string.Join(", ", real.Statuses)}]; simulated [{string.Join(", ", expected)}]";
        }

        var scopeRecord = result.Operation("scope");
        var took = scopeRecord.EndTimestamp - scopeRecord.StartTimestamp;
        if (took != run.Duration)
        {
            return $"took {took}; simulated {run.Duration}";
        }

        foreach (var branch in scopeRecord.Children.Where(static child => child.Name is not null))
        {
            var index = int.Parse(branch.Name![1..]);
            var (from, to) = (branch.StartTimestamp - scopeRecord.StartTimestamp, branch.EndTimestamp - scopeRecord.StartTimestamp);
            if (from != run.Branches[index].From || (to is not null && to != run.Branches[index].To))
            {
                return $"branch {index} ran from {from} to {to}; simulated {run.Branches[index]}";
            }
        }

        return null;
    }

    private static async Task<Real> RunAsync(DurableContext ctx, ScopeCase scope)
    {
        ParallelResult outcome;
        await using var p = ctx.Parallel("scope", scope.Rules.ToConfig());
        for (var index = 0; index < scope.Lengths.Count; index++)
        {
            var (length, fails) = (scope.Lengths[index], scope.Failures[index]);
            p.Branch($"b{index}", async b =>
            {
                await b.WaitAsync(TimeSpan.FromMilliseconds(length));
                return fails ? throw new InvalidOperationException("as drawn") : length;
            });
        }

        try
        {
            outcome = await p.JoinAsync();
        }
        catch (ParallelExecutionException failed)
        {
            outcome = failed.Result;
        }

        return new Real(outcome.CompletionReason, outcome.IsSuccess, [.. outcome.Branches.Select(static branch => branch.Status)]);
    }

    internal sealed record Real(CompletionReason Reason, bool IsSuccess, IReadOnlyList<BranchStatus> Statuses);
}

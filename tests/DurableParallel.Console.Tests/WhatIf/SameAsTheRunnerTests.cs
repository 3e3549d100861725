using DurableParallel.Testing;
using FsCheck.Fluent;

namespace DurableParallel.Console.Tests.WhatIf;

/// <summary>The simulation against the real thing: the same scopes run by the test runner, whose clock is virtual as well.</summary>
internal sealed class SameAsTheRunnerTests
{
    // Where every wait suspends, a scope that drains is decided anew by each invocation, with the ends that came
    // behind the decision; and an end in the very moment of the time-out is not one that it has seen.
    [TestCase(HostMode.Resident)]
    [TestCase(HostMode.Suspending)]
    public void Simulate_AnyScope_IsWhatTheRunnerDoes(HostMode mode) => Properties.Check(
        ScopeCase.Any(7).Where(scope => mode == HostMode.Resident || scope.Rules is { RunningBranches: RunningBranches.Finish, Timeout: null }),
        scope => Task.Run(() => DifferAsync(scope, mode)).GetAwaiter().GetResult(),
        count: 250);

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

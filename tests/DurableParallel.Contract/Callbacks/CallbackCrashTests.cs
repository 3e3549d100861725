using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Callbacks;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CallbackCrashTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly ConcurrentQueue<Task<CallbackAnswer>> _outside = new();

    [Test]
    public async Task CrashAtEveryCheckpoint_WithCallbacks_TheOutcomeIsTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(EverythingAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault switch
            {
                FaultKind.CrashBefore => FaultPlan.CrashBefore(k),
                FaultKind.CrashAfter => FaultPlan.CrashAfter(k),
                _ => FaultPlan.LoseAcknowledgement(k),
            };
            var run = await RunAsync(EverythingAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            var ends = run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex);
            ends.Should().NotContain(g => g.Count() > 1, "of {0}: every operation ends once", plan);
            var starts = run.Execution.Updates.Where(u => u.Action == OperationAction.Start && u.Type != OperationType.Step).GroupBy(u => u.Hex);
            starts.Should().NotContain(g => g.Count() > 1, "of {0}: nothing but a step starts twice", plan);
        }

        var answers = await Task.WhenAll(_outside).WaitAsync(HangGuard);
        answers.Should().NotContain(CallbackAnswer.Unknown, "the outside has an id only once the callback is on record");
    }

    private async Task<string> EverythingAsync(DurableContext ctx)
    {
        var seen = new List<string>();
        var early = await ctx.CreateCallbackAsync<int>("early");
        await ctx.StepAsync("hand out", () => Outside(() => Host.SucceedCallbackAsync(early.CallbackId, "1")));
        seen.Add($"{await ctx.WaitForCallbackAsync<string>("approve", (id, _) => Outside(() => Host.SucceedCallbackAsync(id, "yes")))}");
        await using var p = ctx.Parallel("scope", c => c.AllCompleted());
        p.Branch("declined", b => b.WaitForCallbackAsync<int>("ask", (id, _) => Outside(() => Host.FailCallbackAsync(id, new DurableError("Declined", "no")))));
        p.Branch("answered", b => b.WaitForCallbackAsync<int>("ask", (id, _) => Outside(() => Host.SucceedCallbackAsync(id, "7"))));
        p.Branch("forgotten", async b => await (await b.CreateCallbackAsync<int>("nobody", new CallbackConfig { Timeout = TimeSpan.FromMinutes(5) })).GetResultAsync());
        var result = await p.JoinAsync();
        seen.AddRange(result.Branches.Select(b => $"{b.Name} {b.Status} {b.Error?.ErrorType}"));
        seen.Add($"{await early.GetResultAsync()}");
        return string.Join('|', seen);
    }

    /// <summary>Somebody who has the id from now on, and does not give up when the host is away.</summary>
    private Task Outside(Func<Task<CallbackAnswer>> action)
    {
        _outside.Enqueue(Task.Run(action));
        return Task.CompletedTask;
    }
}

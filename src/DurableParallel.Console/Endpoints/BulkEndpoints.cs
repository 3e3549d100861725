using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;
using DurableParallel.Errors;

namespace DurableParallel.Console.Endpoints;

/// <summary>What changes many executions at once: those of a filter, whose number the person has seen.</summary>
internal static class BulkEndpoints
{
    private const int PageSize = 500;

    private static readonly ExecutionStatus[] Open = [ExecutionStatus.Running, ExecutionStatus.Blocked];

    private static readonly ExecutionStatus[] Bad = [ExecutionStatus.Failed, ExecutionStatus.Stopped, ExecutionStatus.TimedOut, ExecutionStatus.Canceled];

    private static readonly ExecutionStatus[] Ended = [ExecutionStatus.Succeeded, .. Bad];

    public static void Map(ConsoleRoutes routes)
    {
        routes.Act<BulkBody, CountAnswer>("POST", "executions/bulk/stop", "StopExecutions", "Ends the executions of a filter as stopped.", ExecutionFilter.Rules, StopAsync);
        routes.Act<BulkBody, CountAnswer>("POST", "executions/bulk/cancel", "CancelExecutions", "Asks the executions of a filter to cancel.", ExecutionFilter.Rules, CancelAsync);
        routes.Act<BulkBody, CountAnswer>("POST", "executions/bulk/retry", "RetryExecutions", "Lets the executions of a filter go on that ended badly.", ExecutionFilter.Rules, RetryAsync);
        routes.Act<BulkBody, CountAnswer>("POST", "executions/bulk/purge", "PurgeExecutions", "Deletes the executions of a filter that have ended.", ExecutionFilter.Rules, PurgeAsync);
    }

    private static async Task<CountAnswer> StopAsync(ConsoleCall call, BulkBody body)
    {
        var query = await ConfirmAsync(call, body, Open).ConfigureAwait(false);
        var error = string.IsNullOrEmpty(body.Reason) ? null : new DurableError("StoppedByRequest", body.Reason);
        return await EachAsync(call, query, execution => execution.StopAsync(error, call.Aborted)).ConfigureAwait(false);
    }

    private static async Task<CountAnswer> CancelAsync(ConsoleCall call, BulkBody body)
    {
        var query = await ConfirmAsync(call, body, Open).ConfigureAwait(false);
        return await EachAsync(call, query, execution => execution.CancelAsync(string.IsNullOrEmpty(body.Reason) ? null : body.Reason, call.Aborted)).ConfigureAwait(false);
    }

    private static async Task<CountAnswer> RetryAsync(ConsoleCall call, BulkBody body)
    {
        var query = await ConfirmAsync(call, body, Bad).ConfigureAwait(false);
        return new CountAnswer { Count = await call.Engine.RetryManyAsync(query, call.Aborted).ConfigureAwait(false) };
    }

    private static async Task<CountAnswer> PurgeAsync(ConsoleCall call, BulkBody body)
    {
        var query = await ConfirmAsync(call, body, Ended).ConfigureAwait(false);
        return new CountAnswer { Count = await call.Engine.PurgeAsync(query, call.Aborted).ConfigureAwait(false) };
    }

    /// <summary>The executions that the action is for: of the filter, and where the action makes sense.</summary>
    /// <exception cref="ApiRefusal">They are not about as many as the person has seen.</exception>
    private static async Task<ExecutionQuery> ConfirmAsync(ConsoleCall call, BulkBody body, ExecutionStatus[] sensible)
    {
        var asked = ExecutionFilter.Read(call.Query);
        var query = asked with { Statuses = asked.Statuses is null ? sensible : [.. asked.Statuses.Intersect(sensible)] };
        call.Target = $"filter '{call.Http.Request.QueryString.Value}', {body.Expected} expected";

        // None left means none, and not all.
        if (query.Statuses.Count == 0)
        {
            throw ApiRefusal.Conflict("None of the executions that were asked for stands where that can be done.");
        }

        var count = await call.Engine.CountAsync(query, call.Aborted).ConfigureAwait(false);

        // Some may have come or gone while the person was reading. What is more than that is another choice than the person has made.
        if (count > body.Expected + Math.Max(10, body.Expected / 20))
        {
            throw ApiRefusal.Conflict($"The filter means {Counted.Of(count, "execution")} now, which is more than the number that was confirmed, {body.Expected}. Look again.");
        }

        return query;
    }

    private static async Task<CountAnswer> EachAsync(ConsoleCall call, ExecutionQuery query, Func<ExecutionHandle, Task> act)
    {
        long done = 0;
        string? token = null;
        do
        {
            var page = await call.Engine.ListAsync(query, PageSize, token, call.Aborted).ConfigureAwait(false);
            token = page.ContinuationToken;
            var acts = page.Executions.Select(async summary =>
            {
                try
                {
                    if (await call.Engine.FindAsync(summary.Name, call.Aborted).ConfigureAwait(false) is { } execution)
                    {
                        await act(execution).ConfigureAwait(false);
                        Interlocked.Increment(ref done);
                    }
                }
                catch (Exception gone) when (gone is ExecutionNotFoundException or FeatureNotSupportedException)
                {
                    // It has ended and was purged meanwhile, or it is one that cannot do that.
                }
            });
            await Task.WhenAll(acts).ConfigureAwait(false);
        }
        while (token is not null);

        return new CountAnswer { Count = done };
    }
}

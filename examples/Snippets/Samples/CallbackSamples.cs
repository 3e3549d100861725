using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Callbacks, from both sides.</summary>
internal static class CallbackSamples
{
    #region WaitForCallbackSample
    public static async Task<bool> ApproveAsync(DurableContext ctx, Order order) =>
        await ctx.WaitForCallbackAsync<bool>(
            "approve",
            (callbackId, _) => Services.SendMailAsync(order.Customer, callbackId),
            new WaitForCallbackConfig { Timeout = TimeSpan.FromDays(3) });
    #endregion

    #region WaitForCallbackWithoutResult
    public static async Task<string> PickUpAsync(DurableContext ctx, Order order)
    {
        await ctx.WaitForCallbackAsync("picked-up", (callbackId, step) => step.Logger.LogPickUp(order.Id, callbackId));
        return "on its way";
    }
    #endregion

    #region CreateCallbackSample
    public static async Task<string> PayAsync(DurableContext ctx, Order order)
    {
        var payment = await ctx.CreateCallbackAsync<string>("payment", new CallbackConfig { Timeout = TimeSpan.FromHours(1) });
        await ctx.StepAsync("ask", step => Services.SendMailAsync(order.Customer, payment.CallbackId));
        var label = await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, "1"));   // while the customer pays

        try
        {
            return $"{label}, {await payment.GetResultAsync()}";
        }
        catch (CallbackTimedOutException)
        {
            return "not paid in time";
        }
        catch (CallbackFailedException declined)
        {
            return $"declined: {declined.Message}";
        }
    }
    #endregion

    #region QuorumOfApprovals
    public static async Task<bool> BoardAsync(DurableContext ctx, Order order, IReadOnlyList<string> members)
    {
        await using var board = ctx.Parallel("board", c => c.MinSuccessful(2));
        foreach (var member in members)
        {
            board.Branch(member, b => b.WaitForCallbackAsync<string>(
                "vote",
                (callbackId, _) => Services.SendMailAsync(member, $"{order.Id}/{callbackId}")));
        }

        return (await board.SettleAsync()).MinimumMet;
    }
    #endregion

    public static async Task<string> AnswerAsync(DurableEngine engine, string callbackId, string? answer, CancellationToken cancellationToken)
    {
        #region CompleteCallback
        try
        {
            if (answer is null)
            {
                await engine.FailCallbackAsync(callbackId, new DurableError("Declined", "The customer declined."), cancellationToken);
            }
            else
            {
                await engine.SucceedCallbackAsync(callbackId, answer, cancellationToken);
            }

            return "thank you";
        }
        catch (CallbackClosedException)
        {
            return "this was decided before";
        }
        catch (CallbackNotFoundException)
        {
            return "no such question";
        }
        #endregion
    }

    public static async Task ListAsync(ExecutionHandle execution)
    {
        #region OpenCallbacks
        foreach (var open in await execution.GetOpenCallbacksAsync())
        {
            Console.WriteLine($"{open.Name} since {open.StartTimestamp:u}, until {open.TimeoutTimestamp:u}: {open.CallbackId}");
        }
        #endregion
    }
}

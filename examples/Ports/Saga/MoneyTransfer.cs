namespace DurableParallel.Ports.Saga;

/// <summary>
/// A transfer that is undone when a later step fails. After the sample Saga of Temporal's samples for .NET: withdraw, deposit, and a step
/// that fails; its workflow keeps a list of compensations, and runs it in reverse in a catch block.
/// </summary>
internal static class MoneyTransfer
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    public static async Task<string> RunAsync(DurableContext ctx, Transfer transfer)
    {
        try
        {
            await using var saga = ctx.Saga("transfer");
            await saga.StepAsync("withdraw", () => Bank.Withdraw(transfer), c => c.StepAsync("undo", () => Bank.UndoWithdraw(transfer)));
            await saga.StepAsync("deposit", () => Bank.Deposit(transfer), c => c.StepAsync("undo", () => Bank.UndoDeposit(transfer)));
            await ctx.StepAsync("step-with-error", () => Bank.StepWithError(transfer), Once);
            saga.Complete();
            return "transferred";
        }
        catch (StepFailedException failed)
        {
            return $"undone: {failed.Message}";
        }
    }
}

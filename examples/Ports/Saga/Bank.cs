namespace DurableParallel.Ports.Saga;

/// <summary>The services of the sample. Each call writes a line, so that one can see when it happens.</summary>
internal static class Bank
{
    public static void Withdraw(Transfer transfer) => Console.WriteLine($"withdrawing {transfer.Amount} from {transfer.FromAccount}, reference {transfer.ReferenceId}");

    public static void UndoWithdraw(Transfer transfer) => Console.WriteLine($"withdrawing {transfer.Amount} from {transfer.FromAccount} is undone");

    public static void Deposit(Transfer transfer) => Console.WriteLine($"depositing {transfer.Amount} into {transfer.ToAccount}, reference {transfer.ReferenceId}");

    public static void UndoDeposit(Transfer transfer) => Console.WriteLine($"depositing {transfer.Amount} into {transfer.ToAccount} is undone");

    public static void StepWithError(Transfer transfer) => throw new InvalidOperationException($"an error that the sample makes, reference {transfer.ReferenceId}");
}

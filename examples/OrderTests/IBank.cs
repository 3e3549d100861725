namespace DurableParallel.Examples.Ordering;

/// <summary>Takes money. The same key twice is one charge.</summary>
internal interface IBank
{
    Task<string> ChargeAsync(string key, decimal amount);
}

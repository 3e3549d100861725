namespace DurableParallel.Examples.Ordering;

#region TestFake
/// <summary>Remembers charges by their keys, as a bank would, and how often it was asked.</summary>
internal sealed class FakeBank : IBank
{
    private readonly Dictionary<string, decimal> _charges = new(StringComparer.Ordinal);

    public decimal Total => _charges.Values.Sum();

    public int Calls { get; private set; }

    public Task<string> ChargeAsync(string key, decimal amount)
    {
        Calls++;
        _charges[key] = amount;
        return Task.FromResult($"receipt {_charges.Count}");
    }
}
#endregion

namespace DurableParallel.Examples;

/// <summary>A supplier does not answer.</summary>
public sealed class SupplierDownException(string supplier) : Exception($"{supplier} does not answer");

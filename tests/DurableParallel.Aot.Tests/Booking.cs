using System.Numerics;

namespace DurableParallel.Aot;

internal sealed record Booking(string City, decimal Price, BranchStatus Status, BigInteger Number);

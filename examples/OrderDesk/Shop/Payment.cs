namespace DurableParallel.OrderDesk.Shop;

/// <summary>The value of the event "paid".</summary>
internal sealed record Payment(decimal Amount, string Reference);

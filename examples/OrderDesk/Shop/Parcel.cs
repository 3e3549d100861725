namespace DurableParallel.OrderDesk.Shop;

/// <summary>What is to be brought to a customer: the input of <see cref="Functions.ShipParcel"/>.</summary>
internal sealed record Parcel(string Order, string Customer, string Carrier, int Articles);

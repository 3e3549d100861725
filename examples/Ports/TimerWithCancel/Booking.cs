namespace DurableParallel.Ports.TimerWithCancel;

/// <summary>Who comes, and in how long.</summary>
internal sealed record Booking(string Guest, TimeSpan TimeToStay);

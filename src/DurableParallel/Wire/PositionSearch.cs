namespace DurableParallel.Wire;

/// <summary>How far one looks for positions.</summary>
/// <param name="Patience">How many in a row may be empty below a recorded context.</param>
/// <param name="FlatPatience">How many in a row may be empty below a flat one.</param>
/// <param name="Depth">How many flat contexts may be within each other.</param>
internal sealed record PositionSearch(int Patience, int FlatPatience, int Depth);

namespace DurableParallel.Examples;

/// <summary>A line of the file as it is, with its number; the columns are looked at by whoever uses them.</summary>
internal sealed record Row(int Line, string Station, string Text);

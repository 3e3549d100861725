namespace DurableParallel.Errors;

/// <summary>A list of names or descriptions in a message, which stays short however many there are.</summary>
internal static class ShownList
{
    /// <summary>How many are shown unless said otherwise.</summary>
    public const int Most = 10;

    /// <param name="items">All of them, of which no more are made than are shown.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="most">How many are shown.</param>
    /// <returns>The first of them, parted by commas, and how many more there are; "none" when there is none.</returns>
    public static string Of(IEnumerable<string> items, int count, int most = Most)
    {
        var list = count == 0 ? "none" : string.Join(", ", items.Take(most));
        return count <= most ? list : $"{list} and {count - most} more";
    }
}

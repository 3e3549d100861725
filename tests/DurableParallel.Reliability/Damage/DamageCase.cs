namespace DurableParallel.Reliability.Damage;

/// <summary>A damaged copy of the sample journal.</summary>
/// <param name="Name">What was done to it.</param>
/// <param name="Files">Its files.</param>
internal sealed record DamageCase(string Name, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>The first bytes of a file only.</summary>
    public static DamageCase Cut(SampleJournal sample, string ending, int length) =>
        new($"{Shown(ending)} cut to {length} bytes", With(sample, ending, sample.Files[ending][..length]));

    /// <summary>Bytes changed at drawn places.</summary>
    public static DamageCase Flip(SampleJournal sample, string ending, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])sample.Files[ending].Clone();
        var flips = random.Next(4) == 0 ? random.Next(2, 9) : 1;
        var places = new List<string>();
        for (var flip = 0; flip < flips; flip++)
        {
            // One in four in the first bytes of a page, where a small change means most.
            var at = random.Next(4) == 0 ? (random.Next(bytes.Length / 4096) * 4096) + random.Next(24) : random.Next(bytes.Length);
            bytes[at] ^= random.Next(2) == 0 ? (byte)(1 << random.Next(8)) : (byte)random.Next(1, 256);
            places.Add($"{at}");
        }

        return new DamageCase($"{Shown(ending)} flipped at {string.Join(", ", places)} (seed {seed})", With(sample, ending, bytes));
    }

    /// <summary>A stretch of zeros, as a file system leaves that lost a block.</summary>
    public static DamageCase Zero(SampleJournal sample, string ending, int from, int length)
    {
        var bytes = (byte[])sample.Files[ending].Clone();
        bytes.AsSpan(from, Math.Min(length, bytes.Length - from)).Clear();
        return new DamageCase($"{Shown(ending)} zero from {from} for {length}", With(sample, ending, bytes));
    }

    private static string Shown(string ending) => ending.Length == 0 ? "the file" : ending;

    // What lies in shared memory is of the process that died, and SQLite makes it anew.
    private static Dictionary<string, byte[]> With(SampleJournal sample, string ending, byte[] bytes) =>
        new(sample.Files, StringComparer.Ordinal) { [ending] = bytes };
}

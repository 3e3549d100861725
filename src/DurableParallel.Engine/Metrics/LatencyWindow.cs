namespace DurableParallel.Engine.Metrics;

/// <summary>
/// How long something took lately: counts by duration, in some pieces of a minute that are thrown away one after the other. Durations
/// are known to an eighth. Recording costs an increment, in a part of its own for each processor, so that threads rarely meet.
/// Safe from any thread; what is recorded while a piece is thrown away may be lost.
/// </summary>
internal sealed class LatencyWindow
{
    /// <summary>How much of a minute a piece has, in milliseconds.</summary>
    public const int PieceMilliseconds = 10_000;

    private const int Pieces = 7;
    private const int StepsOfOctave = 8;
    private const int Buckets = 60 * StepsOfOctave;
    private readonly Part[] _parts = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 8)).Select(static _ => new Part())];

    /// <summary>How many there have been at all.</summary>
    public long Total => _parts.Sum(static part => Volatile.Read(ref part.Total));

    /// <summary>Takes one.</summary>
    /// <param name="now">When, in milliseconds of any clock, always the same one.</param>
    /// <param name="duration">How long it took, in any unit; less than 0 is 0.</param>
    public void Record(long now, long duration)
    {
        var part = _parts[Thread.GetCurrentProcessorId() % _parts.Length];
        Interlocked.Increment(ref part.Total);
        Interlocked.Increment(ref part.At(now / PieceMilliseconds).Counts[BucketOf(duration)]);
    }

    /// <summary>What was recorded in the last minute.</summary>
    /// <param name="now">Now, by the clock that was recorded with.</param>
    /// <returns>How many there were, and the durations below which half and 99 of 100 of them were.</returns>
    public (long Count, double Median, double P99) Read(long now)
    {
        var counts = new long[Buckets];
        var last = now / PieceMilliseconds;
        foreach (var part in _parts)
        {
            part.AddTo(counts, last - (Pieces - 1), last);
        }

        var total = counts.Sum();
        return (total, Quantile(counts, total, 0.5), Quantile(counts, total, 0.99));
    }

    private static double Quantile(long[] counts, long total, double part)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(total * part));
        long seen = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            seen += counts[bucket];
            if (seen >= wanted)
            {
                return (LowestOf(bucket) + LowestOf(bucket + 1) - 1) / 2.0;
            }
        }

        return 0;
    }

    // The first eight are exact; of each doubling from there on there are eight.
    private static int BucketOf(long duration)
    {
        if (duration < StepsOfOctave)
        {
            return (int)Math.Max(0, duration);
        }

        var octave = 63 - long.LeadingZeroCount(duration);
        return (int)(((octave - 2) * StepsOfOctave) + ((duration >> (int)(octave - 3)) & (StepsOfOctave - 1)));
    }

    private static long LowestOf(int bucket) => bucket < StepsOfOctave
        ? bucket
        : (long)(StepsOfOctave + (bucket % StepsOfOctave)) << ((bucket / StepsOfOctave) - 1);

    private sealed class Part
    {
        private readonly Piece[] _pieces = [.. Enumerable.Range(0, Pieces).Select(static _ => new Piece(long.MinValue))];

        public long Total;

        public Piece At(long number)
        {
            ref var place = ref _pieces[(int)((ulong)number % Pieces)];
            var piece = Volatile.Read(ref place);
            if (piece.Number == number)
            {
                return piece;
            }

            var fresh = new Piece(number);
            var seen = Interlocked.CompareExchange(ref place, fresh, piece);
            return ReferenceEquals(seen, piece) ? fresh : seen;
        }

        public void AddTo(long[] counts, long first, long last)
        {
            foreach (var piece in _pieces.Where(piece => piece.Number >= first && piece.Number <= last))
            {
                for (var bucket = 0; bucket < counts.Length; bucket++)
                {
                    counts[bucket] += Volatile.Read(ref piece.Counts[bucket]);
                }
            }
        }
    }

    private sealed class Piece(long number)
    {
        public long Number => number;

        public int[] Counts { get; } = number == long.MinValue ? [] : new int[Buckets];
    }
}

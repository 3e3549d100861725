using System.Numerics;

namespace DurableParallel.HelloSequence.Measuring;

/// <summary>
/// How long steps took, from the call to the durable result: a histogram whose buckets are an eighth of a power of two
/// wide, in microseconds. Of one size however many there are, and safe from any thread.
/// </summary>
internal sealed class StepLatency
{
    private const int PerDoubling = 8;
    private readonly long[] _buckets = new long[64 * PerDoubling];

    public long Count => _buckets.Sum();

    public void Add(TimeSpan time) => Interlocked.Increment(ref _buckets[Bucket((ulong)Math.Max(0, time.TotalMicroseconds))]);

    /// <summary>The upper end of the bucket that holds this share of the steps; zero when there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            seen += Volatile.Read(ref _buckets[bucket]);
            if (seen >= wanted)
            {
                return TimeSpan.FromMicroseconds(UpperEnd(bucket));
            }
        }

        return TimeSpan.Zero;
    }

    private static int Bucket(ulong microseconds)
    {
        if (microseconds < PerDoubling)
        {
            return (int)microseconds;
        }

        var exponent = BitOperations.Log2(microseconds);
        var eighth = (int)((microseconds >> (exponent - 3)) & (PerDoubling - 1));
        return ((exponent - 2) * PerDoubling) + eighth;
    }

    private static double UpperEnd(int bucket)
    {
        if (bucket < PerDoubling)
        {
            return bucket + 1;
        }

        var exponent = (bucket / PerDoubling) + 2;
        return Math.Pow(2, exponent - 3) * (PerDoubling + (bucket % PerDoubling) + 1);
    }
}

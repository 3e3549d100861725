using System.Diagnostics;

namespace DurableParallel.Reliability.Probe;

/// <summary>One life of the soak: runs new trees beside those that are there until it is killed, at a drawn write or moment.</summary>
internal static class SoakProgram
{
    private const int AtOnce = 12;
    private const int SeedsPerLife = 1_000_000;

    public static async Task<int> RunAsync(string journal, string marks, int life)
    {
        var random = new Random(life);
        var isAtWrite = random.Next(2) == 0;
        var kill = new KillAt(isAtWrite ? random.Next(5, 600) : 0, (KillPhase)random.Next(3));
        await using var soak = await SoakEngine.OpenAsync(journal, kill);
        using var file = new Effects(marks);
        using var later = isAtWrite ? null : new Timer(_ => Die(), null, random.Next(200, 1_500), Timeout.Infinite);
        var next = life * SeedsPerLife;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (true)
            {
                var seed = Interlocked.Increment(ref next);
                if (await soak.RunAsync(seed, () => file.Acknowledge($"{seed}")) is { } wrong)
                {
                    file.Begin(wrong);
                }
            }
        }));
        return 0;
    }

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}

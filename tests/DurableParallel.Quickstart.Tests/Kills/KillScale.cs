using System.Globalization;

namespace DurableParallel.Quickstart.Tests.Kills;

/// <summary>
/// How hard the kill test tries: a few kills by default; with the environment variable DP_SCALE=10, 20 kills of one
/// execution and 20 executions killed once, which takes some minutes.
/// </summary>
internal static class KillScale
{
    public const int Files = 500;
    public const int Concurrency = 8;

    private const int MostKills = 20;

    private static readonly int Scale = int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    public static int KillsInARow { get; } = (int)Math.Min(3L * Scale, MostKills);

    public static int ExecutionsKilledOnce { get; } = (int)Math.Min(2L * Scale, MostKills);

    /// <summary>The lines of the effects file after which each of so many kills happens, spread over the audit and all before its end.</summary>
    public static IEnumerable<int> Moments(int kills)
    {
        const int StepsBesideFiles = 2;
        const int Lines = 2 * ((2 * Files) + StepsBesideFiles);
        return Enumerable.Range(1, kills).Select(kill => Lines * kill / (kills + 1));
    }
}

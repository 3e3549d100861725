using System.Globalization;

namespace DurableParallel.Reliability;

/// <summary>How large every suite is: 1 by default, else what the environment variable DP_SCALE says.</summary>
internal static class Scale
{
    public static double Factor { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    public static int Of(int cases) => Math.Max(1, (int)Math.Min(int.MaxValue, cases * Factor));
}

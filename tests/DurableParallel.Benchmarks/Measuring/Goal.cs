using System.Globalization;

namespace DurableParallel.Benchmarks.Measuring;

/// <summary>What a figure, or its ratio to the baseline, has to come to, and what would be good.</summary>
internal sealed class Goal
{
    private readonly bool _isRatio;
    private readonly bool _isFloor;

    private Goal(double reach, double aim, bool isRatio, bool isFloor)
    {
        Reach = reach;
        Aim = aim;
        _isRatio = isRatio;
        _isFloor = isFloor;
    }

    public double Reach { get; }

    public double Aim { get; }

    public static Goal RatioAtLeast(double reach, double aim) => new(reach, aim, isRatio: true, isFloor: true);

    public static Goal RatioAtMost(double reach, double aim) => new(reach, aim, isRatio: true, isFloor: false);

    public static Goal AtLeast(double reach, double aim) => new(reach, aim, isRatio: false, isFloor: true);

    public static Goal AtMost(double reach, double aim) => new(reach, aim, isRatio: false, isFloor: false);

    /// <summary>Says whether it is met, and if not by how much.</summary>
    public string Judge(double value, double? ratio)
    {
        if ((_isRatio ? ratio : value) is not { } figure)
        {
            return "no baseline";
        }

        return (IsMet(figure, Reach), IsMet(figure, Aim)) switch
        {
            (true, true) => "aim met",
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"reach met, aim {Aim:0.###} missed by {Gap(figure, Aim):0} %"),
            _ => string.Create(CultureInfo.InvariantCulture, $"reach {Reach:0.###} missed by {Gap(figure, Reach):0} %"),
        };
    }

    private bool IsMet(double figure, double bound) => _isFloor ? figure >= bound : figure <= bound;

    private static double Gap(double figure, double bound) => Math.Abs(figure - bound) / bound * 100;
}

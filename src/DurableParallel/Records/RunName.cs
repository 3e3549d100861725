using System.Globalization;

namespace DurableParallel.Records;

/// <summary>
/// What a run of an execution is called inside of a host: the first as the execution, the others by its name, a control character and
/// the number of the run. No name that a user gives has a control character.
/// </summary>
internal static class RunName
{
    private const string Mark = "\u001f";

    public static string Of(string executionName, int run) =>
        run == 1 ? executionName : string.Create(CultureInfo.InvariantCulture, $"{executionName}{Mark}{run}");

    /// <summary>The name of the execution.</summary>
    public static string ExecutionOf(string runName)
    {
        var mark = runName.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark > 0 && mark + Mark.Length < runName.Length && !runName.AsSpan(mark + Mark.Length).ContainsAnyExceptInRange('0', '9')
            ? runName[..mark]
            : runName;
    }

    /// <summary>As names of other executions have it, which take no control characters.</summary>
    public static string InOtherNames(string runName) => runName.Replace(Mark, "--r", StringComparison.Ordinal);
}

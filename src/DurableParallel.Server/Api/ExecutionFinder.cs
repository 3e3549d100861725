using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Engine.Executions;

namespace DurableParallel.Server.Api;

/// <summary>Finds executions by what requests call them.</summary>
internal sealed class ExecutionFinder(DurableEngine engine)
{
    private const int LongestArn = 1024;
    private const string Marker = "/durable-execution/";

    /// <summary>The execution of an ARN, of a name, or of the beginning of the one name that begins so.</summary>
    /// <exception cref="ApiException">There is none, or the text is not an ARN and means more than one.</exception>
    public Execution Find(string arn) => TryFind(arn) ?? throw ApiException.NotFound($"Durable execution not found: {ApiRequest.Shown(arn)}");

    public Execution? TryFind(string arn)
    {
        if (arn.Length is 0 or > LongestArn)
        {
            throw ApiException.InvalidParameter($"DurableExecutionArn must have 1 to {LongestArn} characters.");
        }

        var marker = arn.IndexOf(Marker, StringComparison.Ordinal);
        if (marker < 0)
        {
            return arn.Contains('/', StringComparison.Ordinal) || arn.Contains(Execution.FunctionMark, StringComparison.Ordinal) ? null : engine.FindByPrefix(arn);
        }

        var number = arn.AsSpan(arn.LastIndexOf('-') + 1);
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && engine.FindByNumber(value) is { } found
            && string.Equals(found.Arn, arn, StringComparison.Ordinal)
                ? found
                : null;
    }
}

using DurableParallel.Engine.Serving;

namespace DurableParallel.Server.Api;

/// <summary>Finds executions by what requests call them.</summary>
internal sealed class ExecutionFinder(IServedExecutions executions)
{
    private const int LongestArn = 1024;

    /// <summary>The execution of an ARN, of a name, or of the beginning of the one name that begins so.</summary>
    /// <exception cref="ApiException">There is none, or the text is not an ARN and means more than one.</exception>
    public IServedExecution Find(string arn) => TryFind(arn) ?? throw ApiException.NotFound($"Durable execution not found: {ApiRequest.Shown(arn)}");

    public IServedExecution? TryFind(string arn) => arn.Length is 0 or > LongestArn
        ? throw ApiException.InvalidParameter($"DurableExecutionArn must have 1 to {LongestArn} characters.")
        : executions.Find(arn);
}

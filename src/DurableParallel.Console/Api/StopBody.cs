namespace DurableParallel.Console.Api;

/// <summary>With what an execution is stopped.</summary>
internal sealed record StopBody
{
    public ErrorText? Error { get; init; }
}

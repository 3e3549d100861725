namespace DurableParallel.Console.Api;

/// <summary>Why a request was refused.</summary>
internal sealed record ErrorBody
{
    public required string Code { get; init; }

    public required string Message { get; init; }
}

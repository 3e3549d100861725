namespace DurableParallel.Console.Api;

/// <summary>Why a schedule is paused.</summary>
internal sealed record PauseBody
{
    public string? Note { get; init; }
}

namespace DurableParallel.Console.Api;

/// <summary>An error as it is shown, with what caused it.</summary>
internal sealed record ErrorView
{
    public string? Type { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<string>? Stack { get; init; }

    public string? Data { get; init; }

    public IReadOnlyList<ErrorView>? Causes { get; init; }
}

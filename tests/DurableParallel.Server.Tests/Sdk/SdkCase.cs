namespace DurableParallel.Server.Tests.Sdk;

/// <summary>A function, and what is to be recorded of it.</summary>
/// <param name="Id">What it is.</param>
/// <param name="History">The words of its history, without the start of the execution; (n;*) is any delay.</param>
/// <param name="Function">The function; it may note what runs.</param>
internal sealed record SdkCase(string Id, string History, Func<SdkLines, DurableFunction> Function)
{
    public string Input { get; init; } = "\"abc\"";

    /// <summary>The execution's result as JSON; null for none.</summary>
    public string? Result { get; init; }

    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Whether branches write side by side, so that the words may come in any order.</summary>
    public bool IsUnordered { get; init; }

    /// <summary>What else holds.</summary>
    public Action<SdkRun>? More { get; init; }

    public static SdkCase Of<TOut>(string id, string history, Func<DurableContext, string, SdkLines, Task<TOut>> function) =>
        new(id, history, lines => DurableFunction.Create<string, TOut>((context, input) => function(context, input, lines)));

    public static SdkCase Of<TOut>(string id, string history, Func<DurableContext, Task<TOut>> function) =>
        new(id, history, _ => DurableFunction.Create(function));

    public override string ToString() => Id;
}

using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Console.Api;

/// <summary>One execution.</summary>
internal sealed record ExecutionDetail : ExecutionFacts
{
    public ExecutionDetail()
    {
    }

    // The rest is set where it is called.
    [SetsRequiredMembers]
    private ExecutionDetail(ExecutionFacts facts)
        : base(facts) =>
        (Invokes, Runs, Callbacks, EventWaits, UnreadEvents, Invocations, Actions) = ([], [], [], [], [], [], []);

    public ShownPayload? Input { get; init; }

    public ShownPayload? Result { get; init; }

    public ErrorView? Error { get; init; }

    public BlockedView? Blocked { get; init; }

    public string? InvokedBy { get; init; }

    public string? ForkedFrom { get; init; }

    public required IReadOnlyList<string> Invokes { get; init; }

    public required IReadOnlyList<RunView> Runs { get; init; }

    public required int Operations { get; init; }

    public required IReadOnlyList<CallbackItem> Callbacks { get; init; }

    public required IReadOnlyList<EventWaitView> EventWaits { get; init; }

    public required IReadOnlyList<UnreadEventView> UnreadEvents { get; init; }

    public required IReadOnlyList<InvocationView> Invocations { get; init; }

    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>A page of what a list says.</summary>
    public static ExecutionDetail Of(ExecutionFacts facts) => new(facts);
}

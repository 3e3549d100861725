using DurableParallel.Engine;

namespace DurableParallel.Console.Api;

/// <summary>One execution.</summary>
internal sealed record ExecutionDetail
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    public required string Function { get; init; }

    public required int Version { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required IReadOnlyList<string> States { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required int Run { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? Tenant { get; init; }

    public WaitingView? Waiting { get; init; }

    public ShownPayload? CustomStatus { get; init; }

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
}

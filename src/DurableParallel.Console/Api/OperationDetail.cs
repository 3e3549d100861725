using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Console.Api;

/// <summary>One operation.</summary>
internal sealed record OperationDetail : OperationFacts
{
    public OperationDetail()
    {
    }

    // The rest is set where it is called.
    [SetsRequiredMembers]
    private OperationDetail(OperationFacts facts)
        : base(facts) =>
        (AttemptList, Ancestors) = ([], []);

    public ShownPayload? Payload { get; init; }

    public ShownPayload? Input { get; init; }

    public ErrorView? ErrorFull { get; init; }

    public required IReadOnlyList<AttemptView> AttemptList { get; init; }

    public string? CallbackId { get; init; }

    public string? Invoked { get; init; }

    public string? Why { get; init; }

    public required IReadOnlyList<AncestorView> Ancestors { get; init; }

    public required int Index { get; init; }

    /// <summary>The page of what a row says.</summary>
    public static OperationDetail Of(OperationFacts facts) => new(facts);
}

namespace DurableParallel.Wire;

/// <summary>The wire's ErrorObject. Every member may be absent, all of them too.</summary>
internal sealed record WireError
{
    public string? ErrorType { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorData { get; init; }

    public IReadOnlyList<string>? StackTrace
    {
        get;
        init => field = WireList.Checked(value);
    }
}

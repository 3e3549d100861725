namespace DurableParallel.Running.Activity;

/// <summary>
/// Which body the current flow of control belongs to: a <see cref="DurableContext"/> inside a function, branch or
/// child, an <see cref="IStepFrame"/> inside a step. It flows with the execution context, so that a context used in
/// the wrong body is noticed wherever it is called from.
/// </summary>
internal static class BodyFrame
{
    private static readonly AsyncLocal<object?> CurrentFrame = new();

    public static object? Current
    {
        get => CurrentFrame.Value;
        set => CurrentFrame.Value = value;
    }
}

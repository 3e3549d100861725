namespace DurableParallel.Records;

/// <summary>
/// What the START of a scope says of its rules, and its end where they were others by then. They decide nothing on replay, and
/// AWS's wire does not carry them: they are for those who look at the scope.
/// </summary>
/// <param name="Text">The rules as journals have them; an empty text is the default rules.</param>
internal sealed record ScopeOptions(string Text) : OperationOptions
{
    public static ScopeOptions Default { get; } = new(string.Empty);

    public static ScopeOptions Of(string text) => text.Length == 0 ? Default : new ScopeOptions(text);
}

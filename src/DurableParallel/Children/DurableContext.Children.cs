using DurableParallel.Errors;
using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <content>Child contexts: several operations under one record.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Runs a body with a context of its own, whose outcome is recorded as one operation. Use it for what goes on with
    /// further operations beside others.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="body">The code to run, which uses only the context that it is given.</param>
    /// <param name="config">The serializer; null for that of this context.</param>
    /// <returns>The body's value as it was recorded: serialised and deserialised.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="ChildContextFailedException">When awaited: the body failed; carries the root error.</exception>
    public DurableTask<T> RunInChildContextAsync<T>(string? name, Func<DurableContext, Task<T>> body, ChildContextConfig? config = null) =>
        Child<T>(ChildContextKind.Child, name, body, config?.Serializer, config?.Nesting ?? NestingType.Nested).ValueTask;

    /// <inheritdoc cref="RunInChildContextAsync{T}(string?, Func{DurableContext, Task{T}}, ChildContextConfig?)"/>
    public DurableTask RunInChildContextAsync(string? name, Func<DurableContext, Task> body, ChildContextConfig? config = null) =>
        Child<Nothing>(ChildContextKind.Child, name, body, config?.Serializer, config?.Nesting ?? NestingType.Nested).VoidTask;

    internal ChildContextOperation<T> Child<T>(
        ChildContextKind kind,
        string? name,
        Delegate body,
        IDurableSerializer? serializer,
        NestingType nesting = NestingType.Nested)
    {
        Misuse.ThrowIfNull(body);
        var child = new ChildContextOperation<T>(this, kind, Next(OperationType.Context, kind.SubType, name), body, serializer, nesting);
        if (nesting == NestingType.Flat)
        {
            child.BeginFlat();
        }
        else
        {
            child.Begin();
        }

        return child;
    }
}

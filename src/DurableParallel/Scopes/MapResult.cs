using DurableParallel.Errors;
using DurableParallel.Serialization;

namespace DurableParallel.Scopes;

/// <summary>The result of a map as the user's serializer writes and reads it.</summary>
internal sealed class MapResult<T>(IDurableSerializer serializer, SerializationContext context, IReadOnlyList<IBatchItem<T>> items) : IScopeResult
{
    private IBatchResult<T>? _batch;
    private string? _payload;
    private bool _hasPayload;

    public Type Type => typeof(IBatchResult<T>);

    public IBatchResult<T> Batch => _batch ?? throw Misuse.Of("The map has not ended.");

    /// <summary>Refuses a serializer that can never do it, before anything is recorded.</summary>
    public static void CheckType(IDurableSerializer serializer)
    {
        if (serializer is ITypedSerializer typed && typed.ValueType != typeof(IBatchResult<T>))
        {
            throw Misuse.OfArgument(
                $"The ResultSerializer of the map is for {typed.ValueType}, and the map's result is an {typeof(IBatchResult<T>)}. "
                + "Make it with DurableSerializer.For<IBatchResult<…>>, of the type that the body returns; ItemSerializer is the one of the single values.",
                nameof(serializer));
        }
    }

    public string? Write(ParallelResult outcome)
    {
        Take(serializer.Serialize<IBatchResult<T>>(new Batch<T>(outcome, items), context));
        return _payload;
    }

    public void Take(string? payload) => (_payload, _hasPayload) = (payload, true);

    public void Read(Func<ParallelResult> outcome)
    {
        var payload = _hasPayload ? _payload : Write(outcome());
        _payload = null;
        _batch = serializer.Deserialize<IBatchResult<T>>(payload, context)
            ?? throw PayloadErrors.Unreadable(
                typeof(IBatchResult<T>), context, new InvalidOperationException("The ResultSerializer made null of it. Return BatchResult.FromItems or FromResults."));
    }
}

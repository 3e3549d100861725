namespace DurableParallel;

/// <summary>The <see cref="MapConfig{TItem}.ResultSerializer"/> of a map threw when it was to write the result. The items had ended by then.</summary>
public sealed class MapFailedException : OperationFailedException
{
    internal MapFailedException(DurableError error)
        : base(ErrorCodes.MapFailed, error)
    {
    }
}

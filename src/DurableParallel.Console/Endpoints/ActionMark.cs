namespace DurableParallel.Console.Endpoints;

/// <summary>Metadata of an endpoint that changes something.</summary>
internal sealed class ActionMark
{
    public static readonly ActionMark Instance = new();

    private ActionMark()
    {
    }
}

namespace DurableParallel.Running.Operations;

/// <summary>What a body's task ended with, where it did not succeed.</summary>
internal static class BodyEnd
{
    /// <summary>What an await of the task would throw. A canceled task keeps its exception and shows it only so.</summary>
    public static Exception ExceptionOf(Task ended)
    {
        if (ended.Exception?.InnerException is { } failure)
        {
            return failure;
        }

        try
        {
            ended.GetAwaiter().GetResult();
        }
        catch (Exception canceled)
        {
            return canceled;
        }

        throw new InvalidOperationException("The task has succeeded, so it ended with no exception.");
    }
}

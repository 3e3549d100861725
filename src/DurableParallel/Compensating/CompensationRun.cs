using DurableParallel.Retrying;
using DurableParallel.Running.Operations;

namespace DurableParallel.Compensating;

/// <summary>
/// Undoes what was done, one thing after the other, each in a child context of its own. One that fails is retried, and does
/// not stop the others.
/// </summary>
/// <param name="compensations">In the order in which they run.</param>
internal sealed class CompensationRun(IEnumerable<Compensation> compensations)
{
    // What more errors have is in the records of their compensations.
    private const int MaxCharacters = 512 * 1024;
    private const int MaxNameLength = 256;
    private const string NameSuffix = "-compensation";

    /// <summary>Of the errors that <see cref="RunAsync"/> returns.</summary>
    public static IDurableSerializer Serializer { get; } = DurableSerializer.SystemTextJson(CompensationJson.Default);

    /// <summary>The name of the context in which they run; null when what is undone has none.</summary>
    public static string? NameOf(string? undone) =>
        undone is null ? null : undone[..Math.Min(undone.Length, MaxNameLength - NameSuffix.Length)] + NameSuffix;

    /// <summary>Returns the errors of those that failed for good, in the order in which they ran.</summary>
    public async Task<List<CompensationError>> RunAsync(DurableContext context)
    {
        var errors = new List<CompensationError>();
        var room = MaxCharacters;
        foreach (var compensation in compensations)
        {
            if (await TryRunAsync(context, compensation).ConfigureAwait(false) is { } error)
            {
                room -= Length(error);
                if (room >= 0)
                {
                    errors.Add(new CompensationError(compensation.Index, compensation.Name, error));
                }
            }
        }

        return errors;
    }

    private static async Task<DurableError?> TryRunAsync(DurableContext context, Compensation compensation)
    {
        try
        {
            var block = new RetriedBlock<Nothing>(name: null, (attempt, _) => compensation.Body(attempt), RetryStrategy.Default);
            await context.RunInChildContextAsync(compensation.Name, Task (child) => block.RunAsync(child));
            return null;
        }
        catch (ChildContextFailedException failed)
        {
            return failed.Error;
        }
    }

    private static int Length(DurableError error) =>
        error.ErrorType.Length + error.ErrorMessage.Length + (error.ErrorData?.Length ?? 0) + (error.StackTrace?.Sum(static line => line.Length) ?? 0);
}

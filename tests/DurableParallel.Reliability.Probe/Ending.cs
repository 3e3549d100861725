using DurableParallel.Engine;

namespace DurableParallel.Reliability.Probe;

/// <summary>How an execution ended, in one text.</summary>
internal static class Ending
{
    public static async Task<string> OfAsync(ExecutionHandle execution)
    {
        try
        {
            return "= " + await execution.GetResultPayloadAsync();
        }
        catch (ExecutionFailedException failed)
        {
            return $"! {failed.Status} {failed.Error.ErrorType} {failed.Error.ErrorMessage}";
        }
    }
}

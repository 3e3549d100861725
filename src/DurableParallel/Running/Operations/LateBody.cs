using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Running.Operations;

/// <summary>A body that ends after its attempt had ended without it: it has no outcome any more, and gives back what it was lent.</summary>
internal static class LateBody
{
    public static async Task DropAsync(ILogger logger, string step, int attempt, AttemptServices? services, Exception? exception)
    {
        try
        {
            if (services is not null)
            {
                await services.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception fromDisposal)
        {
            exception ??= fromDisposal;
        }

        logger.LateOutcomeDropped(exception, attempt, step);
    }
}

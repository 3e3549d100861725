namespace DurableParallel.Ports.HeartbeatWithCancellation;

/// <summary>The work of the sample. It writes what it does, so that one can see where it goes on.</summary>
internal static class Import
{
    private const int FailsAt = 3;
    private static readonly TaskCompletionSource Reached = new();

    /// <summary>Completes when it has gone on behind the row at which it fails.</summary>
    public static Task HasResumed => Reached.Task;

    public static async Task<int> RunAsync(StepContext step, int rows)
    {
        step.TryGetHeartbeat<int>(out var done);                    // 0 in the first attempt
        Console.WriteLine($"the import begins behind row {done}");
        try
        {
            for (; done < rows; done++)
            {
                step.Heartbeat(done);
                if (done == FailsAt && step.Attempt == 1)
                {
                    throw new IOException("the connection is gone");
                }

                if (done > FailsAt)
                {
                    Reached.TrySetResult();
                    await Task.Delay(TimeSpan.FromMinutes(1), step.CancellationToken);
                }
            }

            return done;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"the import is canceled behind row {done}");
            throw;
        }
    }

    public static void CleanUp() => Console.WriteLine("what was imported is removed");
}

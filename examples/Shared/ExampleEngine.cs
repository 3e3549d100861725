using DurableParallel.Engine;

namespace DurableParallel.Examples;

/// <summary>
/// Runs an example on an engine of its own. The journal is the file that the one argument names, and then stays; without
/// one it is a temporary file.
/// </summary>
internal static class ExampleEngine
{
    private const int Usage = 2;
    private const int Failed = 1;

    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<DurableEngine, Task> example)
    {
        if (args.Length > 1 || (args.Length == 1 && (args[0].Length == 0 || args[0].StartsWith('-'))))
        {
            await Console.Error.WriteLineAsync("Expected no argument, or one: the file of the journal, which is made if it is not there.");
            return Usage;
        }

        var temporary = args.Length == 0 ? Directory.CreateTempSubdirectory("durable-example-") : null;
        try
        {
            var path = temporary is null ? args[0] : Path.Combine(temporary.FullName, "journal.db");
            await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = path });
            await example(engine);
            return 0;
        }
        catch (Exception exception) when (exception is DurableException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }
    }
}

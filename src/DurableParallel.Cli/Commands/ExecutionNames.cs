using System.CommandLine;
using System.CommandLine.Completions;
using DurableParallel.Cli.Client;

namespace DurableParallel.Cli.Commands;

/// <summary>Completes names of executions from the console that is set, as fast as a shell needs it, or not at all.</summary>
internal static class ExecutionNames
{
    private const int Most = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(800);

    public static Argument<string> Complete(Argument<string> argument)
    {
        argument.CompletionSources.Add(static context => Find(context));
        return argument;
    }

    private static IEnumerable<CompletionItem> Find(CompletionContext context)
    {
        try
        {
            return Task.Run(() => FindAsync(context)).WaitAsync(Longest, TimeProvider.System).GetAwaiter().GetResult();
        }
        catch (Exception unreachable) when (unreachable is CliException or TimeoutException or OperationCanceledException or DurableException)
        {
            return [];
        }
    }

    private static async Task<IEnumerable<CompletionItem>> FindAsync(CompletionContext context)
    {
        using var limit = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var client = await GlobalOptions.OpenAsync(context.ParseResult, limit.Token);
        List<CompletionItem> found = [];
        await foreach (var item in Pages.ReadAsync(client, "/executions", [("prefix", context.WordToComplete)], Most, limit.Token))
        {
            found.Add(new CompletionItem(item.TextOr("name", "")));
        }

        return found;
    }
}

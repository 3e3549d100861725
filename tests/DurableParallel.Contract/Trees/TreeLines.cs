using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract.Trees;

/// <summary>A line behind every operation of a tree, and which of them the code has come to.</summary>
internal sealed class TreeLines
{
    private readonly ConcurrentDictionary<string, bool> _reached = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _losers = new(StringComparer.Ordinal);

    /// <summary>Without those of losers, which are cut off wherever they are when the context of their race ends.</summary>
    public IReadOnlyCollection<string> Reached => [.. _reached.Keys];

    /// <summary>The body of a loser begins.</summary>
    public void AddLoser(DurableContext context) => _losers[context.Id!.ToString()] = true;

    /// <param name="context">Of the body.</param>
    /// <param name="operations">How many operations of the body have ended.</param>
    public void Log(DurableContext context, int operations)
    {
        var body = context.Id?.ToString() ?? "root";
        context.Logger.LogInformation("body {Body} after {Operations}", body, operations);
        if (!_losers.Keys.Any(loser => body == loser || body.StartsWith(loser + "-", StringComparison.Ordinal)))
        {
            _reached[$"body {body} after {operations}"] = true;
        }
    }
}

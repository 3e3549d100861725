using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract.Trees;

/// <summary>A line behind every operation of a tree, and which of them the code has come to.</summary>
internal sealed class TreeLines
{
    private readonly ConcurrentDictionary<string, bool> _reached = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Reached => [.. _reached.Keys];

    /// <param name="context">Of the body.</param>
    /// <param name="operations">How many operations of the body have ended.</param>
    public void Log(DurableContext context, int operations)
    {
        var body = context.Id?.ToString() ?? "root";
        _reached[$"body {body} after {operations}"] = true;
        context.Logger.LogInformation("body {Body} after {Operations}", body, operations);
    }
}

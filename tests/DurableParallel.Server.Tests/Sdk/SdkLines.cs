using System.Collections.Concurrent;

namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What the code of a function notes while it runs, in whichever invocation.</summary>
internal sealed class SdkLines
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyList<string> All => [.. _lines];

    /// <summary>Notes that a body runs, and returns how often it has run by now.</summary>
    public int Note(string line)
    {
        _lines.Enqueue(line);
        return _lines.Count(other => other == line);
    }
}

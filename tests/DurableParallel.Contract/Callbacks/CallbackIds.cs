using System.Collections.Concurrent;

namespace DurableParallel.Contract;

/// <summary>Where a function notes the ids of its callbacks, for somebody outside who waits for them.</summary>
internal sealed class CallbackIds
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _ids = new(StringComparer.Ordinal);

    public void Note(string name, string callbackId) => SourceOf(name).TrySetResult(callbackId);

    public Task<string> Of(string name) => SourceOf(name).Task;

    private TaskCompletionSource<string> SourceOf(string name) =>
        _ids.GetOrAdd(name, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
}

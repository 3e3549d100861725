using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Finds the callback that is meant by its name: the one that the code gave to it, for one of WaitForCallback that of the wait.
/// Of several with one name the one that is open; where none is, the latest, so that it is said how it ended.
/// </summary>
internal static class CallbackAddresses
{
    /// <exception cref="CallbackNotFoundException">There is none of that name.</exception>
    /// <exception cref="CallbackAmbiguousException">Several are open.</exception>
    public static CallbackId Find(Execution execution, string name)
    {
        var history = RecordedHistory.Read(execution.ReadRecords());
        var entries = history.Entries.ToList();
        var waits = entries.Where(static entry => entry.Record.SubType == OperationSubTypes.WaitForCallback).ToDictionary(static entry => entry.Id, static entry => entry.Record.Name);
        var callbacks = entries
            .Where(static entry => entry.Record.Type == OperationType.Callback)
            .Select(entry => (entry.Id, Name: entry.ParentId is { } parent && waits.TryGetValue(parent, out var given) ? given : entry.Record.Name))
            .ToList();
        var named = callbacks.FindAll(callback => callback.Name == name);
        var open = named.FindAll(callback => history.FindOpenCallback(callback.Id) is not null);
        if (open.Count > 1)
        {
            throw new CallbackAmbiguousException(execution.Name, name, [.. open.Select(callback => IdOf(callback.Id).ToString())]);
        }

        var known = callbacks.Select(static callback => callback.Name).OfType<string>().Distinct(StringComparer.Ordinal);
        return (open.Count > 0 ? open : named) is [.., var meant] ? IdOf(meant.Id) : throw CallbackNotFoundException.NotNamed(execution.Name, name, [.. known]);

        CallbackId IdOf(OperationId id) => new(execution.Name, id);
    }
}

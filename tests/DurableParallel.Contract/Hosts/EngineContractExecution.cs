using DurableParallel.Engine;
using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Contract.Hosts;

/// <summary>An execution of the embedded engine, read from its journal.</summary>
internal sealed class EngineContractExecution(EngineContractHost host, string name) : IContractExecution
{
    public IReadOnlyList<ContractOperation> Operations
    {
        get
        {
            var records = ReadRecords();
            var history = RecordedHistory.Read(records);
            return [.. Places(records).Select(place => new ContractOperation(
                place.Id.Hex,
                place.ParentHex,
                history.Find(place.Id) ?? throw new InvalidOperationException($"The journal mentions {place.Id} and has no record of it.")))];
        }
    }

    public IReadOnlyList<ContractUpdate> Updates
    {
        get
        {
            var records = ReadRecords();
            var places = Places(records);
            var created = RecordedHistory.Read(records).Created.At;
            return [.. Changes(records).SelectMany(change => UpdatesOf(change, places[change.Ordinal - 1], created))];
        }
    }

    /// <summary>Not told by an engine, whose invocations are its own affair.</summary>
    public int Invocations => 0;

    public async Task<ContractOutcome> OutcomeAsync()
    {
        while (true)
        {
            var engine = await host.EngineAsync();
            try
            {
                var handle = await engine.FindAsync(name) ?? throw new InvalidOperationException($"The journal has lost '{name}'.");
                return new ContractOutcome(ContractStatus.Succeeded, await handle.ResultPayloadAsync(), null, null);
            }
            catch (ExecutionFailedException failed)
            {
                return new ContractOutcome(StatusOf(failed.Status), null, failed.Error, null);
            }
            catch (ExecutionBlockedException blocked)
            {
                return new ContractOutcome(ContractStatus.Blocked, null, null, blocked.InnerException ?? blocked);
            }
            catch (Exception gone) when (gone is EngineStoppedException or EngineFaultedException)
            {
                await Task.Yield();
            }
        }
    }

    public string Name => name;

    public async Task StopAsync(DurableError? error = null)
    {
        var handle = await (await host.EngineAsync()).FindAsync(name) ?? throw new InvalidOperationException($"The journal has lost '{name}'.");
        await handle.StopAsync(error);
    }

    public Task WhenQuietAsync() => host.WhenQuietAsync();

    private static ContractStatus StatusOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Stopped => ContractStatus.Stopped,
        ExecutionStatus.TimedOut => ContractStatus.TimedOut,
        _ => ContractStatus.Failed,
    };

    private static IEnumerable<ContractUpdate> UpdatesOf(OperationChange change, (OperationId Id, string? ParentHex, OperationType Type) place, long created)
    {
        // The end of a wait or an invoke is the host's own, and what is done to a callback comes from outside.
        if (place.Type is OperationType.Wait or OperationType.ChainedInvoke or OperationType.Callback && change.Action != OperationAction.Start)
        {
            yield break;
        }

        if (change.StartedAt is { } startedAt)
        {
            yield return new ContractUpdate(place.Id.Hex, place.Type, OperationAction.Start, null, 0, At(created, startedAt));
        }

        yield return new ContractUpdate(place.Id.Hex, place.Type, change.Action, change.Payload, 0, At(created, change.At));
    }

    private static DateTimeOffset At(long created, long after) => DateTimeOffset.FromUnixTimeMilliseconds(created + after);

    private static List<OperationChange> Changes(byte[] records)
    {
        var changes = new List<OperationChange>();
        foreach (var record in new RecordSequence(records))
        {
            if (RecordCodec.KindOf(record) == RecordKind.Operation)
            {
                changes.Add(OperationCodec.Read(record));
            }
        }

        return changes;
    }

    private static List<(OperationId Id, string? ParentHex, OperationType Type)> Places(byte[] records)
    {
        var places = new List<(OperationId Id, string? ParentHex, OperationType Type)>();
        foreach (var change in Changes(records))
        {
            if (change.Mention is { } mention)
            {
                var id = new OperationId(mention.Parent == 0 ? null : places[mention.Parent - 1].Id, mention.Number);
                var parent = mention.RecordedParent == 0 ? null : places[mention.RecordedParent - 1].Id.Hex;
                places.Add((id, parent, mention.Type));
            }
        }

        return places;
    }

    private byte[] ReadRecords()
    {
        var engine = host.EngineAsync().GetAwaiter().GetResult();
        return engine.FindAsync(name).GetAwaiter().GetResult()?.ReadRecords() ?? [];
    }
}

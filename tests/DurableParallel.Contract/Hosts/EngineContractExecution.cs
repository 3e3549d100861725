using DurableParallel.Engine;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

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
            return [.. Places(records).Where(static place => place.IsRecorded).Select(place => new ContractOperation(
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
                return new ContractOutcome(ContractStatus.Succeeded, await handle.GetResultPayloadAsync(), null, null);
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

    public async Task<string?> CustomStatusAsync() => await (await HandleAsync()).GetCustomStatusPayloadAsync();

    public async Task<OperationTree?> TreeAsync() => await (await HandleAsync()).GetTreeAsync();

    public async Task<(int Latest, IReadOnlyList<HistoryEvent> Events)> RunAsync(int run)
    {
        var handle = await HandleAsync();
        return (handle.RunNumber, await handle.GetHistoryAsync(run));
    }

    public async Task StopAsync(DurableError? error = null)
    {
        await (await HandleAsync()).StopAsync(error);
    }

    public Task CancelAsync(string? reason = null) => RepeatAsync(execution => execution.CancelAsync(reason));

    public Task RaiseEventAsync(string name, string? payload = null, string? eventId = null) =>
        RepeatAsync(execution => execution.RaiseEventWithPayloadAsync(name, payload, eventId));

    // As a caller does whose process has died under the call.
    private async Task RepeatAsync(Func<ExecutionHandle, Task> call)
    {
        while (true)
        {
            try
            {
                await call(await HandleAsync());
                return;
            }
            catch (Exception gone) when (gone is EngineStoppedException or EngineFaultedException)
            {
                await Task.Yield();
            }
        }
    }

    public async Task RetryAsync() => await (await host.EngineAsync()).RetryAsync(name);

    private async Task<ExecutionHandle> HandleAsync() =>
        await (await host.EngineAsync()).FindAsync(name) ?? throw new InvalidOperationException($"The journal has lost '{name}'.");

    public Task WhenQuietAsync() => host.WhenQuietAsync();

    private static ContractStatus StatusOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Stopped => ContractStatus.Stopped,
        ExecutionStatus.TimedOut => ContractStatus.TimedOut,
        ExecutionStatus.Canceled => ContractStatus.Canceled,
        _ => ContractStatus.Failed,
    };

    private static IEnumerable<ContractUpdate> UpdatesOf(OperationChange change, Place place, long created)
    {
        // The end of a wait or an invoke is the host's own, and what is done to a callback comes from outside.
        if (place.Type is OperationType.Wait or OperationType.ChainedInvoke or OperationType.Callback && change.Action != OperationAction.Start
            || place.Type is OperationType.EventWait && change.Action == OperationAction.TimeOut)
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

    // A flat context is mentioned before the first operation below it, and has no record.
    private static List<Place> Places(byte[] records)
    {
        var places = new List<Place>();
        foreach (var record in new RecordSequence(records))
        {
            if (RecordCodec.KindOf(record) == RecordKind.Position)
            {
                var position = RecordCodec.ReadPosition(record);
                places.Add(new Place(IdOf(places, position.Number, position.Parent), null, OperationType.Context, IsRecorded: false));
            }
            else if (RecordCodec.KindOf(record) == RecordKind.Operation && OperationCodec.Read(record).Mention is { } mention)
            {
                var parent = mention.RecordedParent == 0 ? null : places[mention.RecordedParent - 1].Id.Hex;
                places.Add(new Place(IdOf(places, mention.Number, mention.Parent), parent, mention.Type, IsRecorded: true));
            }
        }

        return places;
    }

    private static OperationId IdOf(List<Place> places, int number, int parent) => new(parent == 0 ? null : places[parent - 1].Id, number);

    private byte[] ReadRecords()
    {
        var engine = host.EngineAsync().GetAwaiter().GetResult();
        return engine.FindAsync(name).GetAwaiter().GetResult()?.ReadRecords() ?? [];
    }

    private sealed record Place(OperationId Id, string? ParentHex, OperationType Type, bool IsRecorded);
}

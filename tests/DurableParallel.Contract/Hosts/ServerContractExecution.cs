using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Engine;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Contract.Hosts;

/// <summary>An execution of the server: its end as the API shows it, and its records from the journal.</summary>
internal sealed class ServerContractExecution(ServerContractHost host, string name) : IContractExecution
{
    public string Name => name;

    public IReadOnlyList<ContractOperation> Operations
    {
        get
        {
            var operations = ServedOperations.Load(ReadRecords());
            return [.. Enumerable.Range(1, operations.Count).Select(operations.At).Select(static operation =>
                new ContractOperation(operation.WireId, operation.Parent?.WireId, operation.Record))];
        }
    }

    public IReadOnlyList<ContractUpdate> Updates
    {
        get
        {
            var records = ReadRecords();
            var operations = ServedOperations.Load(records);
            var created = RecordedHistory.Read(records).Created.At;
            return [.. Changes(records).SelectMany(change => UpdatesOf(change, operations.At(change.Ordinal), created))];
        }
    }

    public DurableError? FailureOfLatestInvocation
    {
        get
        {
            DurableError? latest = null;
            foreach (var record in new RecordSequence(ReadRecords()))
            {
                latest = RecordCodec.KindOf(record) == RecordKind.InvocationCompleted ? CompletedRecord.Read(record).Error : latest;
            }

            return latest;
        }
    }

    /// <summary>Not counted; the invocations are the server's own affair.</summary>
    public int Invocations => 0;

    public async Task<ContractOutcome> OutcomeAsync()
    {
        while (true)
        {
            var server = await host.ServerAsync();
            try
            {
                var handle = await server.Engine.FindAsync(name) ?? throw new InvalidOperationException($"The journal has lost '{name}'.");
                await handle.EndedAsync();
                host.Forget(name);
                return Read(await host.DescribeAsync(name));
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

    public Task StopAsync(DurableError? error = null) => host.StopAsync(name, error);

    public async Task RetryAsync()
    {
        host.ServeAgain(name);
        await (await host.ServerAsync()).Engine.RetryAsync(name);
    }

    public Task WhenQuietAsync() => host.WhenQuietAsync();

    /// <summary>Where the server has put an operation of the function's.</summary>
    public OperationId? FindPosition(OperationId id) => ServedOperations.Load(ReadRecords()).Find(id.Hex)?.Id;

    private static ContractOutcome Read(JsonNode shown)
    {
        var status = (string?)shown["Status"] switch
        {
            "SUCCEEDED" => ContractStatus.Succeeded,
            "FAILED" => ContractStatus.Failed,
            "STOPPED" => ContractStatus.Stopped,
            "TIMED_OUT" => ContractStatus.TimedOut,
            var other => throw new InvalidOperationException($"The execution has ended, and the server shows {other}."),
        };
        return new ContractOutcome(status, (string?)shown["Result"], ReadError(shown["Error"]), null);
    }

    private static DurableError? ReadError(JsonNode? shown)
    {
        if (shown is null)
        {
            return null;
        }

        var error = WireJson.Seconds.Read<WireError>(Encoding.UTF8.GetBytes(shown.ToJsonString()));
        return new DurableError(error.ErrorType ?? "", error.ErrorMessage ?? "", error.ErrorData, error.StackTrace);
    }

    private static IEnumerable<ContractUpdate> UpdatesOf(OperationChange change, ServedOperation operation, long created)
    {
        var type = operation.Record.Type;

        // The end of a wait or an invoke is the host's own, and what is done to a callback comes from outside.
        if (type is OperationType.Wait or OperationType.ChainedInvoke or OperationType.Callback && change.Action != OperationAction.Start)
        {
            yield break;
        }

        if (change.StartedAt is { } startedAt)
        {
            yield return new ContractUpdate(operation.WireId, type, OperationAction.Start, null, 0, At(created, startedAt));
        }

        yield return new ContractUpdate(operation.WireId, type, change.Action, change.Payload, 0, At(created, change.At));
    }

    private static DateTimeOffset At(long created, long after) => DateTimeOffset.FromUnixTimeMilliseconds(created + after);

    private static List<OperationChange> Changes(byte[] records)
    {
        var changes = new List<OperationChange>();
        foreach (var record in new RecordSequence(records))
        {
            if (RecordCodec.KindOf(record) == RecordKind.WireOperation)
            {
                changes.Add(WireOperationCodec.Read(record).Change);
            }
            else if (RecordCodec.KindOf(record) == RecordKind.Operation)
            {
                changes.Add(OperationCodec.Read(record));
            }
        }

        return changes;
    }

    private byte[] ReadRecords()
    {
        var server = host.ServerAsync().GetAwaiter().GetResult();
        return server.Engine.FindAsync(name).GetAwaiter().GetResult()?.ReadRecords() ?? [];
    }
}

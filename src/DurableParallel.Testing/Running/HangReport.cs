using System.Text;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing.Running;

/// <summary>Says what executions wait for that do not go on, and how they could.</summary>
internal static class HangReport
{
    public static DurableTestException Of(InMemoryHost host, string reason)
    {
        var headline = FormattableString.Invariant($"{reason} The clock stands at {host.Clock.GetUtcNow():u}.");
        var text = new StringBuilder();
        foreach (var execution in host.Executions.Where(static e => !e.Completion.IsCompleted || e.IsBlocked))
        {
            text.Append(FormattableString.Invariant($"Execution '{execution.Name}'"));
            AppendState(text, host, execution);
            text.AppendLine();
        }

        return new DurableTestException(TestingErrorCodes.Hang, headline, text.ToString());
    }

    private static void AppendState(StringBuilder text, InMemoryHost host, InMemoryExecution execution)
    {
        if (execution.IsBlocked)
        {
            text.Append(" is blocked: ").Append(execution.Completion.Result.Fault?.Message);
            return;
        }

        if (execution.IsDown)
        {
            text.Append(" has crashed. Restart it, so that it goes on.");
            return;
        }

        text.Append(" waits for:");
        var operations = execution.Operations;
        var pending = execution.Pending;
        foreach (var operation in pending)
        {
            AppendPending(text, host, execution, operation, operations);
        }

        if (pending.Count == 0)
        {
            AppendRecorded(text, host, execution, operations);
        }
    }

    private static void AppendPending(StringBuilder text, InMemoryHost host, InMemoryExecution execution, PendingOperation pending, IReadOnlyList<OperationEntry> operations)
    {
        var entry = operations.FirstOrDefault(e => e.Id.Equals(pending.Id));
        text.AppendLine().Append("  - ").Append(pending.Context).Append(" waits for ");
        if (pending.IsInProgress)
        {
            text.Append(entry is null ? pending.Description : Describe(execution, entry))
                .Append($" ({pending.Id}), which runs: its body has not returned. A body that waits on this clock needs somebody to advance it; one that waits for something else needs that.");
        }
        else if (pending.IsExternal && entry is not null)
        {
            text.Append(DescribeWait(host, execution, entry));
        }
        else
        {
            text.Append(pending.Description).Append(", which has not ended.");
        }
    }

    private static void AppendRecorded(StringBuilder text, InMemoryHost host, InMemoryExecution execution, IReadOnlyList<OperationEntry> operations)
    {
        var open = operations.Where(static e => e.Record is { IsEnded: false, Type: not OperationType.Context }).ToList();
        foreach (var entry in open)
        {
            text.AppendLine().Append("  - ").Append(DescribeWait(host, execution, entry));
        }

        if (open.Count == 0)
        {
            text.AppendLine().Append("  - code that is no operation: it runs, or awaits something that is not durable. Put that into a step.");
        }
    }

    private static string DescribeWait(InMemoryHost host, InMemoryExecution execution, OperationEntry entry)
    {
        var what = $"{Describe(execution, entry)} ({entry.Id})";
        return entry.Record.Type switch
        {
            OperationType.Callback => $"{what}, which nobody has completed{Due(entry)}. Register an answer with OnCallback(\"{NameOf(host, execution, entry)}\", …), "
                + "or start the function with Start, and complete Callback(…) of the execution.",
            OperationType.EventWait => $"{what}, which has not come{Due(entry)}. Say with OnEventWait(\"{entry.Record.Name}\", …) that it is raised, "
                + "or start the function with Start, and raise it with RaiseEvent of the execution.",
            _ => $"{what}{execution.DescribeInvoked(entry) ?? Due(entry)}.",
        };
    }

    private static string Describe(InMemoryExecution execution, OperationEntry entry) =>
        OperationPath.Describe(entry.Record.SubType, entry.Record.Name, OperationPath.Of(entry.Id, RecordedNames.Of(execution)));

    private static string NameOf(InMemoryHost host, InMemoryExecution execution, OperationEntry entry) =>
        new TestCallback(host, execution, entry, execution.Serializer).Name ?? "";

    private static string Due(OperationEntry entry) => entry.Record.DueTimestamp is { } due ? FormattableString.Invariant($", due at {due:u}") : "";
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Schedules;

/// <summary>All schedules of a journal by name. Safe from any thread.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is not asked for holds nothing.")]
internal sealed class ScheduleTable(DurableEngine engine, EngineServices services, IJournalStore store, Action? onQuiet)
{
    private readonly ConcurrentDictionary<string, Schedule> _schedules = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _creating = new(1);
    private readonly ScheduleLooks _looks = new(onQuiet);
    private long _lastNumber;

    /// <summary>Whether one is looking at what is due.</summary>
    public bool IsBusy => _looks.AreUnderWay;

    public IEnumerable<Schedule> All => _schedules.Values;

    public Schedule? Find(string name) => _schedules.GetValueOrDefault(name);

    /// <summary>A schedule that the journal has.</summary>
    /// <exception cref="JournalDamagedException">It cannot be read.</exception>
    public void Add(ExecutionRow row)
    {
        var state = ScheduleState.FromBytes(store.ReadRecords(row.Number));
        _lastNumber = Math.Min(_lastNumber, row.Number);
        _schedules[state.Name] = new Schedule(engine, services, row.Number, state, _looks);
    }

    /// <summary>The journal has been read: what is due is started.</summary>
    public void Begin()
    {
        foreach (var schedule in All)
        {
            schedule.Look();
        }
    }

    /// <summary>The schedule of that name, new and durable unless there is one.</summary>
    public async Task<(Schedule Schedule, bool IsNew)> GetOrAddAsync(ScheduleState state, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(state.Name) is { } existing)
            {
                return (existing, false);
            }

            var created = new Schedule(engine, services, --_lastNumber, state, _looks);
            await created.WriteAsync().ConfigureAwait(false);
            _schedules[state.Name] = created;
            created.Arm();
            return (created, true);
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <summary>Deletes a schedule; false when there is none of that name.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } schedule)
        {
            return false;
        }

        await schedule.DeleteAsync(cancellationToken).ConfigureAwait(false);
        _schedules.TryRemove(new KeyValuePair<string, Schedule>(name, schedule));
        return true;
    }
}

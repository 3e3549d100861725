using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Schedules;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>
/// The schedules of an engine: they start executions at the times of a cron expression or at an interval. Durable in the journal. An
/// execution is called by schedule and time, so that a crash starts none twice and loses none. Safe from any thread.
/// </summary>
/// <remarks>Engines make it. Tests may derive from it, and override what the code under test asks for.</remarks>
public class DurableSchedules
{
    /// <summary>The longest name of a schedule, in characters.</summary>
    public const int LongestName = 40;

    private readonly DurableEngine? _engine;
    private readonly EngineServices? _services;
    private readonly ScheduleTable? _table;

    internal DurableSchedules(DurableEngine engine, EngineServices services, ScheduleTable table)
    {
        _engine = engine;
        _services = services;
        _table = table;
    }

    /// <summary>Schedules of no engine, for tests. What is not overridden throws an <see cref="InvalidOperationException"/>.</summary>
    protected DurableSchedules()
    {
    }

    /// <summary>Creates a schedule. One that is there with the same spec is left as it is.</summary>
    /// <param name="name">Its name, 1 to 40 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="spec">What it starts, and when.</param>
    /// <param name="cancellationToken">Ends the waiting; the schedule may be created all the same.</param>
    /// <returns>The schedule, which is durable.</returns>
    /// <exception cref="ArgumentException">The name or the spec is not valid.</exception>
    /// <exception cref="ScheduleNameTakenException">There is one of that name with another spec.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<ScheduleInfo> CreateAsync(string name, ScheduleSpec spec, CancellationToken cancellationToken = default)
    {
        Check(name, spec);
        var (schedule, isNew) = await Table.GetOrAddAsync(ScheduleState.Of(name, spec, Services.Clock.Now(), isDeclared: false), cancellationToken).ConfigureAwait(false);
        return isNew || schedule.State.Has(spec) ? InfoOf(schedule) : throw new ScheduleNameTakenException(name);
    }

    /// <summary>Creates a schedule whose executions have an input; see <see cref="CreateAsync(string, ScheduleSpec, CancellationToken)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="name">Its name, 1 to 40 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="spec">What it starts, and when.</param>
    /// <param name="input">The input, which the function's serializer writes, or the engine's while the function is not registered.</param>
    /// <param name="cancellationToken">Ends the waiting; the schedule may be created all the same.</param>
    /// <returns>The schedule, which is durable.</returns>
    /// <exception cref="ArgumentException">The name or the spec is not valid.</exception>
    /// <exception cref="ScheduleNameTakenException">There is one of that name with another spec.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<ScheduleInfo> CreateAsync<TIn>(string name, ScheduleSpec spec, TIn input, CancellationToken cancellationToken = default)
    {
        Check(name, spec);
        return await CreateAsync(name, spec with { InputPayload = Engine.WriteInput(spec.FunctionName, name, input).Payload }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a schedule another spec. Times before that are not caught up; whether it is paused stays.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="spec">What it starts from now on, and when.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be changed all the same.</param>
    /// <returns>The schedule as it is now.</returns>
    /// <exception cref="ArgumentException">The spec is not valid.</exception>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<ScheduleInfo> ChangeAsync(string name, ScheduleSpec spec, CancellationToken cancellationToken = default)
    {
        Check(name, spec);
        var schedule = Require(name);
        await schedule.ChangeAsync(state => state.With(spec, Services.Clock.Now()), cancellationToken).ConfigureAwait(false);
        return InfoOf(schedule);
    }

    /// <summary>Lets a schedule start nothing until it is resumed. Executions that it has started go on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="note">Why, for people; null for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be paused all the same.</param>
    /// <returns>A task that completes when that is durable.</returns>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task PauseAsync(string name, string? note = null, CancellationToken cancellationToken = default) =>
        await Require(name).ChangeAsync(state => state with { IsPaused = true, Note = note, Buffered = null }, cancellationToken).ConfigureAwait(false);

    /// <summary>Lets a paused schedule go on. Times while it was paused are not caught up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be resumed all the same.</param>
    /// <returns>A task that completes when that is durable.</returns>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task ResumeAsync(string name, CancellationToken cancellationToken = default) =>
        await Require(name).ChangeAsync(
            state => state.IsPaused ? state with { IsPaused = false, Note = null, Through = Math.Max(state.Through, Services.Clock.Now()) } : state,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Starts an execution of a schedule now, whether it is paused or not and whatever else of it runs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution.</returns>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    /// <exception cref="FunctionNotRegisteredException">Its function is not registered.</exception>
    /// <exception cref="PayloadRefusedException">The function cannot read the input.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<ExecutionHandle> TriggerAsync(string name, CancellationToken cancellationToken = default) =>
        await Require(name).TriggerAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a schedule. Executions that it has started go on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be deleted all the same.</param>
    /// <returns>True when it was deleted and that is durable; false when there is none of that name.</returns>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Engine.ThrowIfUnchangeable("changing a schedule");
        return await Table.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A schedule by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The schedule; null when there is none of that name.</returns>
    public virtual Task<ScheduleInfo?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Task.FromResult(Table.Find(name) is { } schedule ? InfoOf(schedule) : null);
    }

    /// <summary>All schedules.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The schedules by name.</returns>
    public virtual Task<IReadOnlyList<ScheduleInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ScheduleInfo>>([.. Table.All.Select(InfoOf).OrderBy(static schedule => schedule.Name, StringComparer.Ordinal)]);

    /// <summary>
    /// Makes the declared schedules those of the application: new ones are created, others are given their spec, and those that were
    /// declared before and are not any more are deleted. Schedules that were created otherwise are left as they are.
    /// </summary>
    internal async Task DeclareAsync(IReadOnlyDictionary<string, ScheduleSpec> declared, CancellationToken cancellationToken)
    {
        foreach (var gone in Table.All.Where(schedule => schedule.State.IsDeclared && !declared.ContainsKey(schedule.Name)).ToList())
        {
            await Table.DeleteAsync(gone.Name, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (name, spec) in declared)
        {
            var (schedule, isNew) = await Table.GetOrAddAsync(ScheduleState.Of(name, spec, Services.Clock.Now(), isDeclared: true), cancellationToken).ConfigureAwait(false);
            if (!isNew && !(schedule.State.IsDeclared && schedule.State.Has(spec)))
            {
                await schedule.ChangeAsync(state => (state.Has(spec) ? state : state.With(spec, Services.Clock.Now())) with { IsDeclared = true }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <exception cref="ArgumentException">The name or the spec is not valid.</exception>
    internal static void CheckSpec(string name, ScheduleSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        PlainName.Check(name, nameof(name));
        if (name.Length > LongestName)
        {
            throw new ArgumentException($"The name of a schedule has at most {LongestName} characters, as the names of its executions have a time behind it; this one has {name.Length}.", nameof(name));
        }

        PlainName.Check(spec.FunctionName, nameof(spec));
        DurableEngine.CheckPayload(spec.InputPayload, "An input", nameof(spec));
        if (!Enum.IsDefined(spec.Overlap))
        {
            throw new ArgumentException($"The overlap policy is one of {string.Join(", ", Enum.GetNames<ScheduleOverlap>())}, and {(int)spec.Overlap} is none.", nameof(spec));
        }

        _ = new ScheduleTimes(spec);
    }

    private DurableEngine Engine => _engine ?? throw NotOverridden();

    private EngineServices Services => _services ?? throw NotOverridden();

    private ScheduleTable Table => _table ?? throw NotOverridden();

    private static InvalidOperationException NotOverridden() =>
        new("This DurableSchedules belongs to no engine: a test made it. Override the member that was called.");

    private void Check(string name, ScheduleSpec spec)
    {
        CheckSpec(name, spec);
        Engine.ThrowIfUnchangeable("changing a schedule");
    }

    private Schedule Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Engine.ThrowIfUnchangeable("changing a schedule");
        return Table.Find(name) ?? throw new ScheduleNotFoundException(name);
    }

    private static ScheduleInfo InfoOf(Schedule schedule)
    {
        var state = schedule.State;
        return new ScheduleInfo
        {
            Name = state.Name,
            Spec = state.ToSpec(),
            IsPaused = state.IsPaused,
            Note = state.Note,
            IsDeclared = state.IsDeclared,
            NextTimestamp = schedule.NextBegin(),
            LastExecutionName = state.LastExecution,
            Started = state.Started,
            Skipped = state.Skipped,
            LastError = state.LastError,
        };
    }
}

using DurableParallel.Records;
using DurableParallel.Testing.Running;

namespace DurableParallel.Testing;

/// <summary>
/// Runs a function on the real replay core, with a journal in memory and a clock of its own that moves on only when nothing
/// is runnable, to the next due time. Set it up from one thread; runs may be side by side, and none sees another.
/// </summary>
public sealed partial class DurableTestRunner
{
    private readonly Dictionary<string, Func<IDurableSerializer, DurableFunction>> _functions = new(StringComparer.Ordinal);
    private readonly List<CallbackRule> _rules = [];
    private readonly List<EventRule> _eventRules = [];
    private readonly Func<ManualTimeProvider, DurableFunction> _makeFunction;
    private readonly DurableTestRunnerOptions _options;

    /// <summary>A runner of one function, the same in every run.</summary>
    /// <param name="function">The function, as it is registered with a host.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    public DurableTestRunner(DurableFunction function, DurableTestRunnerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        _makeFunction = _ => function;
        _options = options ?? new DurableTestRunnerOptions();
    }

    /// <summary>
    /// A runner of a function that is made anew for every run, with fakes of its own, so that explored runs do not see what
    /// others have left behind.
    /// </summary>
    /// <param name="makeFunction">Makes fakes and function; it is given the clock of the run.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    public DurableTestRunner(Func<ManualTimeProvider, DurableFunction> makeFunction, DurableTestRunnerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(makeFunction);
        _makeFunction = makeFunction;
        _options = options ?? new DurableTestRunnerOptions();
    }

    /// <summary>Makes a real function known to those that invoke it by name. It runs as an execution of its own.</summary>
    /// <param name="name">The name, without a qualifier.</param>
    /// <param name="function">The function.</param>
    /// <returns>This runner.</returns>
    public DurableTestRunner Register(string name, DurableFunction function)
    {
        FunctionReference.Check(name);
        ArgumentNullException.ThrowIfNull(function);
        _functions[name] = _ => function;
        return this;
    }

    /// <summary>Puts an answer in the place of a function that is invoked by name.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The name, without a qualifier.</param>
    /// <param name="answer">Makes the result of the input; what it throws is what the invoked function fails with. Both are written by the serializer of the runner's function.</param>
    /// <returns>This runner.</returns>
    public DurableTestRunner MockInvoke<TIn, TOut>(string name, Func<TIn, TOut> answer)
    {
        FunctionReference.Check(name);
        ArgumentNullException.ThrowIfNull(answer);
        _functions[name] = serializer => DurableFunction.Create<TIn, TOut>(
            (_, input) => Task.FromResult(answer(input)),
            new DurableFunctionOptions(serializer));
        return this;
    }

    /// <summary>Says what the outside does to callbacks of a name, each once, also in explored runs.</summary>
    /// <param name="name">The name of the callback, or of the WaitForCallbackAsync.</param>
    /// <param name="answer">Completes the callback, or gives a sign of life. What it throws ends the run.</param>
    /// <param name="after">How long after the callback was created, on the virtual clock; at most 49 days; by default as soon as nothing else is runnable.</param>
    /// <returns>This runner.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative or more than 49 days.</exception>
    public DurableTestRunner OnCallback(string name, Action<TestCallback> answer, TimeSpan after = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, DurableTestRunnerOptions.LongestTimer);
        _rules.Add(new CallbackRule(name, answer, after));
        return this;
    }

    /// <summary>Says what the outside does when code waits for an event of a name: each time it begins to wait, also in explored runs.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="answer">Raises the event, or does not. What it throws ends the run.</param>
    /// <param name="after">How long after the wait began, on the virtual clock; at most 49 days; by default as soon as nothing else is runnable.</param>
    /// <returns>This runner.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative or more than 49 days.</exception>
    public DurableTestRunner OnEventWait(string name, Action<TestEventWait> answer, TimeSpan after = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, DurableTestRunnerOptions.LongestTimer);
        _eventRules.Add(new EventRule(name, answer, after));
        return this;
    }

    /// <summary>Runs a function without an input to its end, while the clock moves on by itself.</summary>
    /// <param name="run">How this run differs; null for the defaults.</param>
    /// <returns>Outcome, operations, history and log.</returns>
    /// <exception cref="DurableTestException">Nothing happens any more (DP7001); the message says what it waits for.</exception>
    public Task<DurableTestResult> RunAsync(TestRunOptions? run = null) => RunAsync(RunInput.None, run);

    /// <summary>Runs the function to its end, while the clock moves on by itself.</summary>
    /// <typeparam name="TIn">The type of the function's input.</typeparam>
    /// <param name="input">The input.</param>
    /// <param name="run">How this run differs; null for the defaults.</param>
    /// <returns>Outcome, operations, history and log.</returns>
    /// <exception cref="DurableTestException">Nothing happens any more (DP7001); the message says what it waits for.</exception>
    public Task<DurableTestResult> RunAsync<TIn>(TIn input, TestRunOptions? run = null) => RunAsync(RunInput.Of(input), run);

    /// <summary>Starts a function without an input, for the test to drive by hand: the clock stands.</summary>
    /// <param name="run">How this run differs; null for the defaults.</param>
    /// <returns>The execution, which has not run yet.</returns>
    public DurableTestExecution Start(TestRunOptions? run = null) => Start(RunInput.None, run);

    /// <summary>Starts the function, for the test to drive by hand: the clock stands.</summary>
    /// <typeparam name="TIn">The type of the function's input.</typeparam>
    /// <param name="input">The input.</param>
    /// <param name="run">How this run differs; null for the defaults.</param>
    /// <returns>The execution, which has not run yet.</returns>
    public DurableTestExecution Start<TIn>(TIn input, TestRunOptions? run = null) => Start(RunInput.Of(input), run);

    private Task<DurableTestResult> RunAsync(RunInput input, TestRunOptions? run) => NewWorld(input, run, autoAdvance: true).CompleteAsync(isAttended: false);

    private DurableTestExecution Start(RunInput input, TestRunOptions? run) => new(NewWorld(input, run, autoAdvance: false));

    private TestWorld NewWorld(RunInput input, TestRunOptions? run, bool autoAdvance) =>
        new(new RunSetup(_options, _makeFunction, _functions, _rules, _eventRules), run ?? new TestRunOptions(), input, autoAdvance);
}

using DurableParallel.Errors;
using DurableParallel.Running;
using DurableParallel.Serialization;

namespace DurableParallel;

/// <content>Going on with a new run, whose history is empty.</content>
public sealed partial class DurableContext
{
    // What is suggested decides what the function does next, so this number is part of the recorded behaviour: never change it.
    private const int OperationsOfARun = 1000;

    /// <summary>Which run of the execution this is, from 1: see <see cref="ContinueAsNew{TIn}(TIn)"/>.</summary>
    public int RunNumber => Invocation.Request.RunNumber;

    /// <summary>
    /// Whether the run has done so much that its function should go on with a new one, by <see cref="ContinueAsNew{TIn}(TIn)"/>:
    /// this context has called 1,000 operations. Each branch of a scope that the function itself has joined counts as one; what
    /// branches and child contexts call does not. The same at the same place of the code in every replay.
    /// </summary>
    public bool IsContinueAsNewSuggested => Volatile.Read(ref _lastNumber) + (Id is null ? Invocation.BranchesJoined : 0) >= OperationsOfARun;

    /// <inheritdoc cref="ContinueAsNew{TIn}(TIn)"/>
    public void ContinueAsNew() => ContinueWith(static _ => null);

    /// <summary>
    /// Lets the execution go on with a new run of its function once this one has returned: call it and return. The end of this run
    /// and the start of the next one are recorded together. The new run has the execution's name, tags and caller, a number one
    /// higher, the highest version of the function that is registered, and an empty history, so that a loop may go on for ever.
    /// What the function returns is dropped. An exception that leaves it after the call fails the execution, as ever.
    /// </summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="input">The input of the new run, which the function's serializer writes.</param>
    /// <exception cref="DurableLimitException">The input is larger than the host takes.</exception>
    /// <exception cref="FeatureNotSupportedException">The host has no runs: AWS Lambda, and the server.</exception>
    /// <exception cref="InvalidOperationException">
    /// The context is that of a branch or a child context, was used in another body than its own or after its body had ended, or the
    /// function has said before that it goes on.
    /// </exception>
    public void ContinueAsNew<TIn>(TIn input) => ContinueWith(serializer => serializer.Serialize(input, global::DurableParallel.SerializationContext.Input));

    /// <summary>As <see cref="ContinueAsNew{TIn}(TIn)"/>, for functions with a result: <c>return ctx.ContinueAsNew&lt;Totals, string&gt;(totals);</c></summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the function's result.</typeparam>
    /// <param name="input">The input of the new run, which the function's serializer writes.</param>
    /// <returns>The default of the type, to be returned: it goes nowhere.</returns>
    /// <inheritdoc cref="ContinueAsNew{TIn}(TIn)" path="/exception"/>
    public TOut ContinueAsNew<TIn, TOut>(TIn input)
    {
        ContinueAsNew(input);
        return default!;
    }

    /// <summary>A scope of this context is joined. Of others than the function's it does not matter.</summary>
    internal void CountJoined(int branches)
    {
        if (Id is null)
        {
            Invocation.CountJoined(branches);
        }
    }

    private void ContinueWith(Func<IDurableSerializer, string?> write)
    {
        RequireOwnBody();
        if (Id is not null)
        {
            throw Misuse.Of(
                $"ContinueAsNew was called on the context of {Description}, and only the function itself goes on with a new run. "
                + "Return to the function, and call it on the function's own context.");
        }

        if (Invocation.HasEnded(Node))
        {
            throw Misuse.Of($"ContinueAsNew was called on the context of {Description} after its body had ended.");
        }

        Invocation.Request.Host.RequireRuns();
        var payload = write(Serializer);
        LimitGuard.CheckInput(Invocation.Request.Limits, ExecutionName, payload);
        if (payload is not null && LoneSurrogates.IsIn(payload))
        {
            throw PayloadErrors.NotWellFormed($"the input of the next run of the execution '{ExecutionName}'");
        }

        if (!Invocation.TryContinue(new NextRun(payload)))
        {
            throw Misuse.Of($"ContinueAsNew was called a second time in {Description}. Return after the first call: the next run begins once the function has returned.");
        }
    }
}

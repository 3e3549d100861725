using DurableParallel.Callbacks;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel;

/// <summary>
/// Something that the outside completes: a person, another system. Hand <see cref="CallbackId"/> out from a step, and
/// ask for the result when it is needed. Safe to use from the context that created it and from those below.
/// </summary>
/// <typeparam name="T">The type of the result. A string is accepted as JSON and as plain text; no payload is the default of the type.</typeparam>
public sealed class DurableCallback<T>
{
    private readonly DurableContext _creator;
    private readonly OperationHeader _header;
    private readonly OperationRecord? _ended;

    internal DurableCallback(DurableContext creator, OperationHeader header, string callbackId, IDurableSerializer serializer, OperationRecord? ended)
    {
        _creator = creator;
        _header = header;
        _ended = ended;
        CallbackId = callbackId;
        Serializer = serializer;
    }

    /// <summary>The id under which the host lets the callback be completed. It is the same in every run.</summary>
    public string CallbackId { get; }

    internal OperationId Id => _header.Id;

    internal string Description => $"callback '{_header.Name ?? _creator.PathOf(Id, name: null)}'";

    /// <summary>The path in names.</summary>
    internal string Path => _creator.PathOf(Id, _header.Name);

    /// <summary>Where the result's payload belongs.</summary>
    internal SerializationContext Place => _creator.SerializationContext(_header);

    internal IDurableSerializer Serializer { get; }

    /// <summary>
    /// Waits for the callback to be completed. Only from now on is it waited for: a callback that nobody asks parks
    /// nobody, and what comes meanwhile is kept. May be called any number of times, each call gives the result again.
    /// </summary>
    /// <returns>The result, read from what the outside gave.</returns>
    /// <exception cref="InvalidOperationException">Called in the body of a step or of a context that is not below the creating one, or after the creating one has ended.</exception>
    /// <exception cref="CallbackFailedException">When awaited: it was completed with an error.</exception>
    /// <exception cref="CallbackTimedOutException">When awaited: its time was up, or no heartbeat came in time.</exception>
    /// <exception cref="OperationCanceledException">When awaited: the scope around whoever awaits is decided.</exception>
    /// <exception cref="DurableException">When awaited: what the outside gave cannot be read as <typeparamref name="T"/>.</exception>
    public DurableTask<T> GetResultAsync() => BeginWait().ValueTask;

    /// <summary>Waits for the end, whatever becomes of the result.</summary>
    internal CallbackWait<T> BeginWait()
    {
        var wait = new CallbackWait<T>(RequireContext(), this);
        wait.Begin(_ended);
        return wait;
    }

    private DurableContext RequireContext()
    {
        if (BodyFrame.Current is IStepFrame step)
        {
            throw Misuse.Of(
                $"The result of {Description} was asked for in the body of {step.Description}, which calls no durable operation. Ask for it before the step, and use the value in it.");
        }

        var invocation = _creator.Invocation;
        if (invocation.HasEnded(_creator.Node))
        {
            throw Misuse.Of(
                $"The result of {Description} was asked for after {_creator.Description}, which created it, had ended. Ask for it before that context ends.");
        }

        var context = invocation.CurrentContext ?? _creator;
        if (!context.IsAtOrBelow(_creator))
        {
            throw Misuse.Of(
                $"The result of {Description} was asked for in {context.Description}, which is not below {_creator.Description}, where it was created. "
                + "Create it in a context above both.");
        }

        return invocation.HasEnded(context.Node)
            ? throw Misuse.Of(
                $"The result of {Description} was asked for in {context.Description} after its body had ended. Await everything that a body starts before it returns.")
            : context;
    }
}

using DurableParallel.Records;

namespace DurableParallel;

/// <summary>
/// A function together with the name that it is registered under, so that the compiler checks what it is started and invoked
/// with. Keep it in a static field beside its code. Immutable and safe from any thread.
/// </summary>
/// <typeparam name="TIn">The type of the input.</typeparam>
/// <typeparam name="TOut">The type of the result.</typeparam>
public sealed class DurableFunction<TIn, TOut>
{
    internal DurableFunction(string name, Func<DurableContext, TIn, Task<TOut>> function, DurableFunctionOptions options)
    {
        PlainName.Check(name, nameof(name));
        Name = name;
        Function = DurableFunction.Create(function, options);
        Version = options.Version;
    }

    /// <summary>The name that it is registered under, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</summary>
    public string Name { get; }

    /// <summary>The version that it is registered with. A start takes the highest version that is registered, whichever this is.</summary>
    public int Version { get; }

    /// <summary>The code, for hosts that take it without its name.</summary>
    public DurableFunction Function { get; }

    /// <summary>The name, for messages.</summary>
    /// <returns>Name and version, for example "approve (version 2)".</returns>
    public override string ToString() => $"{Name} (version {Version})";
}

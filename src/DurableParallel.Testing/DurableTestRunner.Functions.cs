using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Testing;

/// <content>Functions that are delegates.</content>
public sealed partial class DurableTestRunner
{
    /// <summary>A runner of one function with an input and a result, the same in every run.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <returns>The runner.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableTestRunner Create<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function, DurableTestRunnerOptions? options = null) =>
        new(DurableFunction.Create(function), options);

    /// <summary>A runner of one function with an input and no result, the same in every run.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <returns>The runner.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableTestRunner Create<TIn>(Func<DurableContext, TIn, Task> function, DurableTestRunnerOptions? options = null) =>
        new(DurableFunction.Create(function), options);

    /// <summary>A runner of one function without an input and with a result, the same in every run.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <returns>The runner.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableTestRunner Create<TOut>(Func<DurableContext, Task<TOut>> function, DurableTestRunnerOptions? options = null) =>
        new(DurableFunction.Create(function), options);

    /// <summary>A runner of one function without an input and a result, the same in every run.</summary>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <returns>The runner.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableTestRunner Create(Func<DurableContext, Task> function, DurableTestRunnerOptions? options = null) =>
        new(DurableFunction.Create(function), options);

    /// <summary>A runner of one function that carries its name, the same in every run.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <returns>The runner.</returns>
    public static DurableTestRunner Create<TIn, TOut>(DurableFunction<TIn, TOut> function, DurableTestRunnerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function.Function, options);
    }

    /// <summary>Makes a real function known under the name that it carries; see <see cref="Register(string, DurableFunction)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <returns>This runner.</returns>
    public DurableTestRunner Register<TIn, TOut>(DurableFunction<TIn, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Register(function.Name, function.Function);
    }

    /// <summary>Makes a real function with an input and a result known; see <see cref="Register(string, DurableFunction)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The name, without a qualifier.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <returns>This runner.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableTestRunner Register<TIn, TOut>(string name, Func<DurableContext, TIn, Task<TOut>> function) => Register(name, DurableFunction.Create(function));

    /// <summary>Makes a real function with an input and no result known; see <see cref="Register(string, DurableFunction)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="name">The name, without a qualifier.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <returns>This runner.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableTestRunner Register<TIn>(string name, Func<DurableContext, TIn, Task> function) => Register(name, DurableFunction.Create(function));

    /// <summary>Makes a real function without an input and with a result known; see <see cref="Register(string, DurableFunction)"/>.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The name, without a qualifier.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <returns>This runner.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableTestRunner Register<TOut>(string name, Func<DurableContext, Task<TOut>> function) => Register(name, DurableFunction.Create(function));

    /// <summary>Makes a real function without an input and a result known; see <see cref="Register(string, DurableFunction)"/>.</summary>
    /// <param name="name">The name, without a qualifier.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <returns>This runner.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableTestRunner Register(string name, Func<DurableContext, Task> function) => Register(name, DurableFunction.Create(function));
}

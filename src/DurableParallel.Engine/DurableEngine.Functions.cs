using DurableParallel.Engine.Executions;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>Making functions known.</content>
public sealed partial class DurableEngine
{
    /// <summary>Makes a function known. New executions take the highest version; those that wait for this one go on at once.</summary>
    /// <param name="name">The function's name, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="function">The function.</param>
    /// <param name="version">The version, 0 or more; null for the one that the function's <see cref="DurableFunctionOptions"/> say, by default <see cref="DurableFunctionOptions.DefaultVersion"/>.</param>
    /// <exception cref="ArgumentException">The name or the version is not valid, or the function says another version of itself.</exception>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public void Register(string name, DurableFunction function, int? version = null)
    {
        PlainName.Check(name, nameof(name));
        ArgumentNullException.ThrowIfNull(function);
        var number = version ?? function.Version ?? DurableFunctionOptions.DefaultVersion;
        ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(version));
        if (function.Version is { } stated && stated != number)
        {
            throw new ArgumentException(
                $"The function '{name}' is registered as version {number}, and its options say that it is version {stated}. "
                + "Register it without a version, or leave the version out of its options.",
                nameof(version));
        }

        // Its limits hold before it can be found, and so be started.
        var letOthersBegin = _services.Functions.Find(name, number) is null ? _services.Holds.OnRegistering(name, number, function.Limits) : null;
        foreach (var execution in _services.Functions.Add(name, number, function.WatchedBy(_options.Plugins)))
        {
            ExecutionBlocks.OnRegistered(execution);
        }

        letOthersBegin?.Invoke();
    }

    /// <summary>Makes a function with an input and a result known; see <see cref="Register(string, DurableFunction, int?)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableEngineOptions.Serializer"/>.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public void Register<TIn, TOut>(string name, Func<DurableContext, TIn, Task<TOut>> function, int version = DurableFunctionOptions.DefaultVersion) =>
        Register(name, DurableFunction.Create(function, new DurableFunctionOptions(_options.Serializer)), version);

    /// <summary>Makes a function with an input and no result known; see <see cref="Register(string, DurableFunction, int?)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableEngineOptions.Serializer"/>.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public void Register<TIn>(string name, Func<DurableContext, TIn, Task> function, int version = DurableFunctionOptions.DefaultVersion) =>
        Register(name, DurableFunction.Create(function, new DurableFunctionOptions(_options.Serializer)), version);

    /// <summary>Makes a function without an input and with a result known; see <see cref="Register(string, DurableFunction, int?)"/>.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableEngineOptions.Serializer"/>.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public void Register<TOut>(string name, Func<DurableContext, Task<TOut>> function, int version = DurableFunctionOptions.DefaultVersion) =>
        Register(name, DurableFunction.Create(function, new DurableFunctionOptions(_options.Serializer)), version);

    /// <summary>Makes a function without an input and a result known; see <see cref="Register(string, DurableFunction, int?)"/>.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. Payloads are made by <see cref="DurableEngineOptions.Serializer"/>.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public void Register(string name, Func<DurableContext, Task> function, int version = DurableFunctionOptions.DefaultVersion) =>
        Register(name, DurableFunction.Create(function, new DurableFunctionOptions(_options.Serializer)), version);
}

namespace DurableParallel.Engine;

/// <content>Functions that are delegates.</content>
public sealed partial class DurableEngineBuilder
{
    /// <summary>Registers a function of any form.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The function.</param>
    /// <param name="version">The version, 0 or more; null for the one that the function's <see cref="DurableFunctionOptions"/> say.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register(string name, DurableFunction function, int? version = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(
            name,
            version ?? function.Version ?? DurableFunctionOptions.DefaultVersion,
            (engine, _, registered) => engine.Register(registered.Name, function, registered.Version));
    }

    /// <summary>Registers a function under the name and the version that it carries.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TIn, TOut>(DurableFunction<TIn, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Register(function.Name, function.Function, function.Version);
    }

    /// <summary>Registers a function with an input and a result that needs no services.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TIn, TOut>(string name, Func<DurableContext, TIn, Task<TOut>> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, _, registered) => engine.Register(registered.Name, function, registered.Version));
    }

    /// <summary>Registers a function with an input and no result that needs no services.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TIn>(string name, Func<DurableContext, TIn, Task> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, _, registered) => engine.Register(registered.Name, function, registered.Version));
    }

    /// <summary>Registers a function without an input and with a result that needs no services.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TOut>(string name, Func<DurableContext, Task<TOut>> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, _, registered) => engine.Register(registered.Name, function, registered.Version));
    }

    /// <summary>Registers a function without an input and a result that needs no services.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register(string name, Func<DurableContext, Task> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, _, registered) => engine.Register(registered.Name, function, registered.Version));
    }

    /// <summary>Registers a function with an input and a result that is given the host's services.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. The services are the host's own, of no scope.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TIn, TOut>(string name, Func<IServiceProvider, DurableContext, TIn, Task<TOut>> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, services, registered) => engine.Register<TIn, TOut>(registered.Name, (context, input) => function(services, context, input), registered.Version));
    }

    /// <summary>Registers a function with an input and no result that is given the host's services.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. The services are the host's own, of no scope.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TIn>(string name, Func<IServiceProvider, DurableContext, TIn, Task> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, services, registered) => engine.Register<TIn>(registered.Name, (context, input) => function(services, context, input), registered.Version));
    }

    /// <summary>Registers a function without an input and with a result that is given the host's services.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. The services are the host's own, of no scope.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<TOut>(string name, Func<IServiceProvider, DurableContext, Task<TOut>> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, services, registered) => engine.Register<TOut>(registered.Name, context => function(services, context), registered.Version));
    }

    /// <summary>Registers a function without an input and a result that is given the host's services.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="function">The code. The services are the host's own, of no scope.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the version is not valid.</exception>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register(string name, Func<IServiceProvider, DurableContext, Task> function, int version = DurableFunctionOptions.DefaultVersion)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, version, (engine, services, registered) => engine.Register(registered.Name, context => function(services, context), registered.Version));
    }
}

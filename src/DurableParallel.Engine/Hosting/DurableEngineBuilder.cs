using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Hosting;
using DurableParallel.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DurableParallel.Engine;

/// <summary>Sets up the engine of a host, for <see cref="DurableEngineServiceCollectionExtensions.AddDurableEngine(IServiceCollection, Action{DurableEngineBuilder})"/>. Not safe for several threads.</summary>
public sealed partial class DurableEngineBuilder
{
    private readonly List<FunctionRegistration> _functions = [];
    private readonly Dictionary<string, ScheduleSpec> _schedules = new(StringComparer.Ordinal);
    private readonly IServiceCollection _services;

    internal DurableEngineBuilder(IServiceCollection services, IDurableSerializer serializer)
    {
        _services = services;
        Serializer = serializer;
    }

    /// <summary>The journal's file, which is made if it is not there, with its directory. A host must say where it is, here or by the options.</summary>
    /// <value>By default null: the options say it.</value>
    public string? JournalPath { get; set; }

    internal IDurableSerializer Serializer { get; }

    internal IReadOnlyList<FunctionRegistration> Functions => _functions;

    /// <summary>The schedules that are declared, by name.</summary>
    internal IReadOnlyDictionary<string, ScheduleSpec> Schedules => _schedules;

    /// <summary>Changes the options with which the engine is opened, after what was added before.</summary>
    /// <param name="configure">Sets properties of the options.</param>
    /// <returns>This builder.</returns>
    public DurableEngineBuilder Configure(Action<DurableEngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _services.AddSingleton<IConfigureOptions<DurableEngineOptions>>(new ConfigureOptions<DurableEngineOptions>(configure));
        return this;
    }

    /// <summary>Changes the options with which the engine is opened, with the help of the host's services, after what was added before.</summary>
    /// <param name="configure">Sets properties of the options.</param>
    /// <returns>This builder.</returns>
    public DurableEngineBuilder Configure(Action<IServiceProvider, DurableEngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _services.AddSingleton<IConfigureOptions<DurableEngineOptions>>(
            services => new ConfigureOptions<DurableEngineOptions>(options => configure(services, options)));
        return this;
    }

    /// <summary>
    /// Registers a class that implements <see cref="IDurableFunction{TIn, TOut}"/> or one of its forms without an input or a
    /// result. The container makes one instance of it when the host starts, and one instance serves all executions.
    /// </summary>
    /// <typeparam name="TFunction">The class; registered as a singleton unless it is registered already.</typeparam>
    /// <param name="name">The function's name; null for the name of the class.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The class implements no function or several, or that version of the name is registered already.</exception>
    [RequiresDynamicCode("The input and the result are found at run time. Use the overload that names them.")]
    [RequiresUnreferencedCode("The input and the result are found at run time. Use the overload that names them.")]
    public DurableEngineBuilder Register<TFunction>(string? name = null, int version = DurableFunctionOptions.DefaultVersion)
        where TFunction : class
    {
        var register = FunctionClass.Find(typeof(TFunction));
        _services.TryAddSingleton<TFunction>();
        return Add(name ?? typeof(TFunction).Name, version, register);
    }

    /// <summary>Registers a class as a function of this input and this result; see <see cref="Register{TFunction}(string?, int)"/>.</summary>
    /// <typeparam name="TFunction">The class; registered as a singleton unless it is registered already.</typeparam>
    /// <typeparam name="TIn">The input.</typeparam>
    /// <typeparam name="TOut">The result.</typeparam>
    /// <param name="name">The function's name; null for the name of the class.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">That version of the name is registered already.</exception>
    public DurableEngineBuilder Register<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFunction, TIn, TOut>(
        string? name = null,
        int version = DurableFunctionOptions.DefaultVersion)
        where TFunction : class, IDurableFunction<TIn, TOut>
    {
        _services.TryAddSingleton<TFunction>();
        return Add(name ?? typeof(TFunction).Name, version, FunctionClass.Register<TFunction, TIn, TOut>);
    }

    /// <summary>Whether the container would make an instance of the class per scope, of which a function has none.</summary>
    /// <summary>
    /// Declares a schedule. When the application starts, it is created, or given this spec if it has another one; a schedule that an
    /// earlier start declared and this one does not is deleted. The same declaration changes nothing, also whether it is paused.
    /// </summary>
    /// <param name="name">Its name, 1 to 40 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="spec">What it starts, and when.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name or the spec is not valid.</exception>
    /// <exception cref="InvalidOperationException">A schedule of that name is declared already.</exception>
    public DurableEngineBuilder Schedule(string name, ScheduleSpec spec)
    {
        DurableSchedules.CheckSpec(name, spec);
        if (!_schedules.TryAdd(name, spec))
        {
            throw new InvalidOperationException($"The schedule '{name}' is declared twice. Declare it once, or take another name.");
        }

        return this;
    }

    internal bool IsScoped(Type type) => _services.LastOrDefault(service => service.ServiceType == type)?.Lifetime == ServiceLifetime.Scoped;

    private DurableEngineBuilder Add(string name, int version, Action<DurableEngine, IServiceProvider, FunctionRegistration> register)
    {
        PlainName.Check(name, nameof(name));
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        if (_functions.Exists(function => function.Name == name && function.Version == version))
        {
            throw new InvalidOperationException(
                $"Version {version} of the function '{name}' is registered twice. Register it once, or give changed code a higher version.");
        }

        _functions.Add(new FunctionRegistration(name, version, register));
        return this;
    }
}

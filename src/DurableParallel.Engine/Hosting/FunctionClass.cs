using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using DurableParallel.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Engine.Hosting;

/// <summary>Functions that are classes: which of the interfaces a class implements, and how it is registered by that.</summary>
internal static class FunctionClass
{
    private static readonly Dictionary<Type, string> Forms = new()
    {
        [typeof(IDurableFunction<,>)] = nameof(Register),
        [typeof(IDurableFunction<>)] = nameof(RegisterWithoutResult),
        [typeof(IDurableFunctionWithoutInput<>)] = nameof(RegisterWithoutInput),
        [typeof(IDurableFunction)] = nameof(RegisterPlain),
    };

    /// <summary>Finds the interface of a class at run time.</summary>
    /// <exception cref="InvalidOperationException">It implements none, or several.</exception>
    [RequiresDynamicCode("Makes the method for the class at run time.")]
    [RequiresUnreferencedCode("Makes the method for the class at run time.")]
    public static Action<DurableEngine, IServiceProvider, FunctionRegistration> Find(Type type)
    {
        var forms = type.GetInterfaces().Where(static form => Forms.ContainsKey(Definition(form))).ToArray();
        if (forms is not [var form])
        {
            throw new InvalidOperationException(
                $"The class {type} implements IDurableFunction {Counted.Of(forms.Length, "time")}, with or without an input and a result. Implement it once, or name input and result with Register<TFunction, TIn, TOut>.");
        }

        return typeof(FunctionClass)
            .GetMethod(Forms[Definition(form)], BindingFlags.Public | BindingFlags.Static)!
            .MakeGenericMethod([type, .. form.GetGenericArguments()])
            .CreateDelegate<Action<DurableEngine, IServiceProvider, FunctionRegistration>>();
    }

    public static void Register<TFunction, TIn, TOut>(DurableEngine engine, IServiceProvider services, FunctionRegistration registered)
        where TFunction : class, IDurableFunction<TIn, TOut> =>
        engine.Register<TIn, TOut>(registered.Name, Instance<TFunction>(services, registered).RunAsync, registered.Version);

    public static void RegisterWithoutResult<TFunction, TIn>(DurableEngine engine, IServiceProvider services, FunctionRegistration registered)
        where TFunction : class, IDurableFunction<TIn> =>
        engine.Register<TIn>(registered.Name, Instance<TFunction>(services, registered).RunAsync, registered.Version);

    public static void RegisterWithoutInput<TFunction, TOut>(DurableEngine engine, IServiceProvider services, FunctionRegistration registered)
        where TFunction : class, IDurableFunctionWithoutInput<TOut> =>
        engine.Register<TOut>(registered.Name, Instance<TFunction>(services, registered).RunAsync, registered.Version);

    public static void RegisterPlain<TFunction>(DurableEngine engine, IServiceProvider services, FunctionRegistration registered)
        where TFunction : class, IDurableFunction =>
        engine.Register(registered.Name, Instance<TFunction>(services, registered).RunAsync, registered.Version);

    private static Type Definition(Type form) => form.IsGenericType ? form.GetGenericTypeDefinition() : form;

    private static TFunction Instance<TFunction>(IServiceProvider services, FunctionRegistration registered)
        where TFunction : class =>
        services.GetRequiredService<DurableEngineBuilder>().IsScoped(typeof(TFunction))
            ? throw new InvalidOperationException(
                $"The function '{registered.Name}' is the class {typeof(TFunction)}, which is registered with a scope's lifetime. A parked function would hold "
                + "the scope for days, so functions have none. Register the class as a singleton, and use scoped services in steps.")
            : services.GetRequiredService<TFunction>();
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Engine.Hosting;

/// <summary>A function that a host registers once its engine is open.</summary>
internal sealed record FunctionRegistration(string Name, int Version, Action<DurableEngine, IServiceProvider, FunctionRegistration> Register)
{
    [RequiresDynamicCode("Makes the method for the class at run time.")]
    [RequiresUnreferencedCode("Makes the method for the class at run time.")]
    public static Action<DurableEngine, IServiceProvider, FunctionRegistration> OfClass(Type function, Type[] inputAndResult) =>
        typeof(FunctionRegistration)
            .GetMethod(nameof(OfClass), genericParameterCount: 3, BindingFlags.Public | BindingFlags.Static, binder: null, [typeof(DurableEngine), typeof(IServiceProvider), typeof(FunctionRegistration)], modifiers: null)!
            .MakeGenericMethod(function, inputAndResult[0], inputAndResult[1])
            .CreateDelegate<Action<DurableEngine, IServiceProvider, FunctionRegistration>>();

    public static void OfClass<TFunction, TIn, TOut>(DurableEngine engine, IServiceProvider services, FunctionRegistration registered)
        where TFunction : class, IDurableFunction<TIn, TOut>
    {
        if (services.GetRequiredService<DurableEngineBuilder>().IsScoped(typeof(TFunction)))
        {
            throw new InvalidOperationException(
                $"The function '{registered.Name}' is the class {typeof(TFunction)}, which is registered with a scope's lifetime. A parked function would hold "
                + "the scope for days, so functions have none. Register the class as a singleton, and use scoped services in steps.");
        }

        engine.Register<TIn, TOut>(registered.Name, services.GetRequiredService<TFunction>().RunAsync, registered.Version);
    }
}

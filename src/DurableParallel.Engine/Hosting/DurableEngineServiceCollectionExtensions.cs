using System.Diagnostics.CodeAnalysis;
using DurableParallel;
using DurableParallel.Engine;
using DurableParallel.Engine.Hosting;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts an engine into a host of Microsoft.Extensions.Hosting.</summary>
public static class DurableEngineServiceCollectionExtensions
{
    /// <summary>
    /// Adds an engine that is opened before the host's other services start, and stopped in good order after they have
    /// stopped, within the host's shutdown timeout. <see cref="DurableEngine"/> and <see cref="IDurableEngine"/> are then services. Called again, it adds to
    /// the same engine. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>, unless <see cref="DurableEngineBuilder.Configure(Action{DurableEngineOptions})"/>
    /// says otherwise.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets up the engine and registers functions.</param>
    /// <returns>The services.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static IServiceCollection AddDurableEngine(this IServiceCollection services, Action<DurableEngineBuilder> configure) =>
        AddDurableEngine(services, DurableSerializer.Newtonsoft(), configure);

    /// <summary>
    /// Adds an engine with another serializer; see <see cref="AddDurableEngine(IServiceCollection, Action{DurableEngineBuilder})"/>.
    /// What is made needs reflection only if the serializer does.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="serializer">Of inputs and results, and of every operation that has none of its own. That of the first call counts.</param>
    /// <param name="configure">Sets up the engine and registers functions.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableEngine(this IServiceCollection services, IDurableSerializer serializer, Action<DurableEngineBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.FirstOrDefault(service => service.ServiceType == typeof(DurableEngineBuilder))?.ImplementationInstance is DurableEngineBuilder existing)
        {
            configure(existing);
            return services;
        }

        var builder = new DurableEngineBuilder(services, serializer);
        services.AddSingleton(builder);
        DurableEngineOptionsFactory.AddTo(services);
        services.AddSingleton<DurableEngineHost>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<DurableEngineHost>());
        services.AddSingleton(static provider => provider.GetRequiredService<DurableEngineHost>().Engine);
        services.AddSingleton<IDurableEngine>(static provider => provider.GetRequiredService<DurableEngineHost>().Engine);
        configure(builder);
        return services;
    }
}

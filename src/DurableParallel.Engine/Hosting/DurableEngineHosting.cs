using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace DurableParallel.Engine;

/// <summary>Puts an engine into a host of Microsoft.Extensions.Hosting.</summary>
public static class DurableEngineHosting
{
    /// <summary>
    /// Adds an engine that is opened before the host's other services start, and stopped in good order after they have
    /// stopped, within the host's shutdown timeout. <see cref="DurableEngine"/> and <see cref="IDurableEngine"/> are then services. Called again, it adds to
    /// the same engine. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>, unless <see cref="DurableEngineBuilder.Configure(Func{DurableEngineOptions, DurableEngineOptions})"/>
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
        services.AddSingleton<DurableEngineHost>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<DurableEngineHost>());
        services.AddSingleton(static provider => provider.GetRequiredService<DurableEngineHost>().Engine);
        services.AddSingleton<IDurableEngine>(static provider => provider.GetRequiredService<DurableEngineHost>().Engine);
        configure(builder);
        return services;
    }

    /// <summary>
    /// Adds a health check of the engine: degraded while executions are blocked, unhealthy when the journal could not be
    /// written or the engine is not open.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What is reported instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">For choosing checks.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddDurableEngine(
        this IHealthChecksBuilder builder,
        string name = "durable-engine",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name,
            static provider => new DurableEngineHealthCheck(provider.GetRequiredService<DurableEngineHost>()),
            failureStatus,
            tags));
    }
}

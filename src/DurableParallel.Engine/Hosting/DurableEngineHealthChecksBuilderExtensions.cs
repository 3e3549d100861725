using DurableParallel.Engine.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of a host's engine to its health checks.</summary>
public static class DurableEngineHealthChecksBuilderExtensions
{
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

using DurableParallel.Errors;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DurableParallel.Engine.Hosting;

/// <summary>Whether a host's engine can write its journal, and whether something waits for a person.</summary>
internal sealed class DurableEngineHealthCheck(DurableEngineHost host) : IHealthCheck
{
    private const int MostNames = 10;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var bad = context.Registration.FailureStatus;
        if (host.EngineIfOpen is not { } engine)
        {
            return new HealthCheckResult(bad, "The durable engine is not open.");
        }

        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["journal"] = engine.JournalPath, ["journalBytes"] = engine.MeasureJournal() };
        if (engine.Fault is { } fault)
        {
            return new HealthCheckResult(bad, fault.Message, fault, data);
        }

        try
        {
            foreach (var (status, count) in await engine.CountByStatusAsync(query: null, cancellationToken).ConfigureAwait(false))
            {
                data[$"executions.{status}"] = count;
            }

            return await DescribeAsync(engine, data, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is EngineStoppedException or EngineFaultedException)
        {
            return new HealthCheckResult(bad, gone.Message, gone, data);
        }
    }

    private static async Task<HealthCheckResult> DescribeAsync(DurableEngine engine, Dictionary<string, object> data, CancellationToken cancellationToken)
    {
        var blocked = await engine.ListBlockedAsync(cancellationToken).ConfigureAwait(false);
        if (blocked is not [var first, ..])
        {
            return HealthCheckResult.Healthy("The journal is written, and no execution is blocked.", data);
        }

        data["blocked"] = blocked.Take(MostNames).Select(execution => $"{execution.Name}: {execution.Reason}").ToArray();
        return HealthCheckResult.Degraded(
            $"{Counted.Of(blocked.Count, "execution is blocked and waits", "executions are blocked and wait")} for a person; the first is '{first.Name}'. ListBlockedAsync gives the reasons.",
            data: data);
    }
}

using DurableParallel.Lambda.Logging;
using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Runtime;

/// <summary>Takes events from the Runtime API, until it is canceled, in loops that each take one after the other.</summary>
/// <param name="connect">The API of one loop, which is disposed of at its end.</param>
/// <param name="handler">Answers the events.</param>
/// <param name="environment">What the process is told.</param>
internal sealed class RuntimeLoop(Func<RuntimeApi> connect, DurableLambdaHandler handler, LambdaEnvironment environment)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = GuardedLogger.Around(new JsonLogger(environment, null, null));

    /// <summary>As many loops as the environment asks for. An error of one does not end the others.</summary>
    /// <exception cref="HttpRequestException">The Runtime API could not be reached for a minute.</exception>
    /// <exception cref="ContainerFaultException">The Runtime API wants the process to end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = Enumerable.Range(0, environment.MaxConcurrency).Select(_ => RunOneAsync(all)).ToArray();
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task RunOneAsync(CancellationTokenSource all)
    {
        try
        {
            using var api = connect();
            while (await NextAsync(api, all.Token).ConfigureAwait(false) is { } next)
            {
                await AnswerAsync(api, next).ConfigureAwait(false);
            }
        }
        catch
        {
            // The process has to end, the other loops with it.
            await all.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Null when canceled. A server that is just being started again is waited for.</summary>
    private async Task<RuntimeEvent?> NextAsync(RuntimeApi api, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        long? failing = null;
        while (true)
        {
            var asked = environment.Clock.GetTimestamp();
            try
            {
                return await api.NextAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception unreachable) when (unreachable is HttpRequestException or IOException && IsPatient(asked, ref failing))
            {
                _logger.NoEvent(unreachable, pause);
            }

            try
            {
                await Task.Delay(pause, environment.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // The minute begins with the first failure. A call that lasted was one that waited for an event, so that the API was there until now.
    private bool IsPatient(long asked, ref long? failing)
    {
        var now = environment.Clock.GetTimestamp();
        failing = environment.Clock.GetElapsedTime(asked, now) > LongestPause ? now : failing ?? now;
        return environment.Clock.GetElapsedTime(failing.Value, now) < Patience;
    }

    private async Task AnswerAsync(RuntimeApi api, RuntimeEvent next)
    {
        if (environment.MaxConcurrency == 1)
        {
            Environment.SetEnvironmentVariable(TraceVariable, next.TraceId);
        }

        try
        {
            byte[] answer;
            try
            {
                answer = await handler.HandleAsync(next.Body, next.Call).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                await api.ReportAsync(next.RequestId, RuntimeError.From(fault)).ConfigureAwait(false);
                return;
            }

            await api.RespondAsync(next.RequestId, answer).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            // Whoever hands out the events sees that this one has no answer, and invokes again.
            _logger.AnswerLost(lost, next.RequestId);
        }
    }
}

using DurableParallel.Errors;

namespace DurableParallel.Server.Workers;

/// <summary>Runs a function in this process.</summary>
internal static class HandlerCaller
{
    public static async Task<FunctionAnswer> CallAsync(FunctionHandler handler, FunctionEvent next, TimeProvider time)
    {
        var timeout = next.Function.InvocationTimeout;
        var deadline = time.GetUtcNow() + timeout;
        using var late = new CancellationTokenSource(timeout, time);
        var request = new FunctionRequest
        {
            RequestId = next.RequestId,
            FunctionArn = next.FunctionArn,
            Payload = new MemoryStream(next.Payload, writable: false),
            TimeoutTimestamp = deadline,
            TenantId = next.TenantId,
        };
        try
        {
            using var answer = await Task.Run(() => handler(request, late.Token)).WaitAsync(late.Token).ConfigureAwait(false);
            using var payload = new MemoryStream();
            await answer.CopyToAsync(payload, late.Token).ConfigureAwait(false);
            return new FunctionAnswer(payload.ToArray());
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return FunctionAnswer.TimedOut(next.RequestId, timeout);
        }
        catch (Exception fault)
        {
            return new FunctionAnswer(null, ErrorRecorder.FromException(fault));
        }
    }
}

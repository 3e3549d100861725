using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace DurableParallel.Lambda.RuntimeSupport;

/// <summary>Hosts durable functions with AWS's own bootstrap instead of the loop of <see cref="DurableLambda"/>.</summary>
public static class LambdaBootstrapHosting
{
    /// <summary>Takes invocations until the process ends.</summary>
    /// <param name="handler">Made by <see cref="DurableLambda"/>.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the bootstrap has ended.</returns>
    public static async Task RunWithBootstrapAsync(this DurableLambdaHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        using var wrapper = HandlerWrapper.GetHandlerWrapper((Stream input, ILambdaContext context) => handler.HandleAsync(input, context));
        using var bootstrap = new LambdaBootstrap(wrapper);
        await bootstrap.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers one event, for a handler of the form <c>Task&lt;Stream&gt; Handler(Stream, ILambdaContext)</c>.</summary>
    /// <param name="handler">Made by <see cref="DurableLambda"/>.</param>
    /// <param name="input">The event.</param>
    /// <param name="context">What Lambda says beside it: the request's id, the function's ARN, the time that remains.</param>
    /// <returns>The answer, to be sent as it is.</returns>
    public static Task<Stream> HandleAsync(this DurableLambdaHandler handler, Stream input, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(context);
        return handler.HandleAsync(input, new LambdaCall
        {
            RequestId = context.AwsRequestId,
            InvokedFunctionArn = context.InvokedFunctionArn,
            TimeoutTimestamp = TimeProvider.System.GetUtcNow() + context.RemainingTime,
        });
    }
}

using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Running.Watching;

/// <summary>Calls the hooks of all plugins in order. What a hook throws is logged, and nothing else notices.</summary>
internal sealed class PluginChain(IReadOnlyList<DurablePlugin> plugins, ILogger logger)
{
    /// <summary>Calls a hook, which may change the flow of its caller.</summary>
    public void Call<TInfo>(string hook, Action<DurablePlugin, TInfo> call, TInfo info)
    {
        foreach (var plugin in plugins)
        {
            try
            {
                call(plugin, info);
            }
            catch (Exception exception)
            {
                Report(plugin, hook, exception);
            }
        }
    }

    /// <summary>Calls a hook on the given flow; its changes of it end with it.</summary>
    public void CallOn<TInfo>(ExecutionContext? flow, string hook, Action<DurablePlugin, TInfo> call, TInfo info)
    {
        if (flow is null)
        {
            Call(hook, call, info);
        }
        else
        {
            ExecutionContext.Run(flow, _ => Call(hook, call, info), null);
        }
    }

    /// <summary>Ends an invocation for every plugin, one after the other, on the flow that its start left.</summary>
    public Task EndAsync(ExecutionContext? flow, InvocationEndInfo info)
    {
        if (flow is null)
        {
            return EndAsync(info);
        }

        var ended = Task.CompletedTask;
        ExecutionContext.Run(flow, _ => ended = EndAsync(info), null);
        return ended;
    }

    private async Task EndAsync(InvocationEndInfo info)
    {
        foreach (var plugin in plugins)
        {
            try
            {
                await plugin.OnInvocationEndAsync(info).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Report(plugin, nameof(DurablePlugin.OnInvocationEndAsync), exception);
            }
        }
    }

    private void Report(DurablePlugin plugin, string hook, Exception exception) =>
        logger.HookFailed(exception, hook, plugin.GetType().Name);
}

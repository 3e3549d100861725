using System.Threading.Channels;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Executions;

/// <summary>Calls the user's hook for executions that have ended, one after the other, on a thread of the pool. Safe from any thread.</summary>
internal sealed class EndedHook : IDisposable
{
    private readonly Channel<ExecutionEnded> _ended = Channel.CreateUnbounded<ExecutionEnded>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _cut = new();
    private readonly Func<ExecutionEnded, CancellationToken, Task> _hook;
    private readonly Func<Execution, ExecutionHandle> _makeHandle;
    private readonly ILogger _logger;
    private readonly CancellationToken _isCut;
    private bool _isDisposed;
    private readonly Task _calls;

    public EndedHook(Func<ExecutionEnded, CancellationToken, Task> hook, Func<Execution, ExecutionHandle> makeHandle, ILogger logger)
    {
        _hook = hook;
        _makeHandle = makeHandle;
        _logger = logger;
        _isCut = _cut.Token;
        using (ExecutionContext.SuppressFlow())
        {
            _calls = Task.Run(CallAsync);
        }
    }

    public void Add(Execution execution, EndedRecord ended) =>
        _ended.Writer.TryWrite(new ExecutionEnded(_makeHandle(execution), ended.Status, ended.Error));

    /// <summary>Takes no more. The task completes when the hook has been called for all that were added.</summary>
    public Task CompleteAsync()
    {
        _ended.Writer.TryComplete();
        return _calls;
    }

    /// <summary>Signals the token of the call under way, and makes no more.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _ended.Writer.TryComplete();
            _cut.Cancel();
            _cut.Dispose();
        }
    }

    private async Task CallAsync()
    {
        await foreach (var ended in _ended.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_isCut.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await _hook(ended, _isCut).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                _logger.EndedHookFailed(failure, ended.Execution.Name);
            }
        }
    }
}

using DurableParallel.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Running.Operations;

/// <summary>The services of one attempt: a scope that is made when the body first asks and disposed when the body has ended. Safe from any thread.</summary>
internal sealed class AttemptServices(IServiceProvider host, DurableOperation step) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private AsyncServiceScope? _scope;
    private bool _hasEnded;

    public IServiceProvider Provider
    {
        get
        {
            lock (_lock)
            {
                if (_hasEnded)
                {
                    throw Misuse.Of(
                        $"The services of {step.Description} were asked for after its attempt had ended, and their scope with it. Use them within the body, and await everything that it starts.");
                }

                _scope ??= FactoryOf(host).CreateAsyncScope();
                return _scope.Value.ServiceProvider;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        AsyncServiceScope? scope;
        lock (_lock)
        {
            _hasEnded = true;
            scope = _scope;
        }

        if (scope is { } made)
        {
            await made.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static IServiceScopeFactory FactoryOf(IServiceProvider host) =>
        host.GetService(typeof(IServiceScopeFactory)) as IServiceScopeFactory
        ?? throw Misuse.Of(
            $"The host's services, a {host.GetType().Name}, have no {nameof(IServiceScopeFactory)}, and every attempt of a step has a scope of its own. "
            + "Give the host a provider that makes scopes, as ServiceCollection.BuildServiceProvider does.");
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Contract.Steps;

/// <summary>Services that make nothing but scopes, and remember them.</summary>
internal sealed class ScopeRecorder : IServiceProvider, IServiceScopeFactory
{
    public ConcurrentQueue<RecordedScope> Scopes { get; } = new();

    public Func<Task> OnDispose { get; set; } = () => Task.CompletedTask;

    public static RecordedScope ScopeOf(IServiceProvider services) => (RecordedScope)services;

    public object? GetService(Type serviceType) => serviceType == typeof(IServiceScopeFactory) ? this : null;

    public IServiceScope CreateScope()
    {
        var scope = new RecordedScope(this);
        Scopes.Enqueue(scope);
        return scope;
    }
}

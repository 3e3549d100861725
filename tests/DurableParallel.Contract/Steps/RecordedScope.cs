using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Contract.Steps;

/// <summary>A scope that counts how often it was disposed.</summary>
internal sealed class RecordedScope(ScopeRecorder owner) : IServiceScope, IAsyncDisposable, IServiceProvider
{
    private int _disposals;

    public int Disposals => Volatile.Read(ref _disposals);

    public IServiceProvider ServiceProvider => this;

    public object? GetService(Type serviceType) => null;

    public void Dispose() => throw new InvalidOperationException("A scope that can be disposed asynchronously is.");

    public async ValueTask DisposeAsync()
    {
        await owner.OnDispose();
        Interlocked.Increment(ref _disposals);
    }
}

namespace DurableParallel.Conventions;

/// <summary>What the generator of the public surface is tried on.</summary>
public abstract class SampleSurface<T> : IDisposable
    where T : class, new()
{
    public const int Limit = 5;

    private protected int Hidden => Limit;

    public required T Value { get; init; }

    [Obsolete("Never.", error: true)]
    public void Stop()
    {
    }

    public Task<TOut> Run<TOut>(Func<T, Task<TOut>> body, int? limit = null, string? name = null, params string[] names) => body(Value);

    void IDisposable.Dispose() => GC.SuppressFinalize(this);

    protected virtual void Finish(int code, out string text) => text = $"{code}";
}

namespace DurableParallel.Engine.Hosting;

/// <summary>A function that a host registers once its engine is open.</summary>
internal sealed record FunctionRegistration(string Name, int Version, Action<DurableEngine, IServiceProvider, FunctionRegistration> Register);

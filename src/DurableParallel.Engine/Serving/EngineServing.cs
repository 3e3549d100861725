namespace DurableParallel.Engine.Serving;

/// <summary>What an engine has that serves executions to function processes.</summary>
internal sealed class EngineServing(ServingSettings settings)
{
    public ServingSettings Settings => settings;

    public LastCheckpoints LastCheckpoints { get; } = new();
}

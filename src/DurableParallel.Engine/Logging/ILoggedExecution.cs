namespace DurableParallel.Engine.Logging;

/// <summary>An execution as log lines name it.</summary>
internal interface ILoggedExecution
{
    /// <summary>The name as it was given.</summary>
    string DisplayName { get; }

    string Name { get; }

    string FunctionName { get; }

    int Version { get; }

    bool IsServed { get; }
}

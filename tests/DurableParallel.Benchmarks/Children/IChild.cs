namespace DurableParallel.Benchmarks.Children;

/// <summary>
/// What runs in a process of its own: it is to be killed, to be traced, or to be asked for its memory. It prints its figures
/// as one JSON object.
/// </summary>
internal interface IChild
{
    string Name { get; }

    Task<Dictionary<string, double>> RunAsync(string[] arguments);
}

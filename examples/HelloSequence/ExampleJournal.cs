namespace DurableParallel.HelloSequence;

/// <summary>Where the example's executions are unless somebody says otherwise.</summary>
internal static class ExampleJournal
{
    /// <summary>So long are executions kept after their end, since each run adds many.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    public static string DefaultPath { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "DurableParallel",
        "hello-sequence.db");
}

namespace DurableParallel.Examples;

/// <summary>What is known of a job; the state that goes from check to check.</summary>
internal sealed record Job(string Id, int Percent, IReadOnlyList<int> Seen)
{
    /// <summary>Stands for a question to the service that runs the job, which is further each time.</summary>
    public Job Ask()
    {
        var percent = Seen.Count switch { 0 => 10, 1 => 60, _ => 100 };
        return this with { Percent = percent, Seen = [.. Seen, percent] };
    }
}

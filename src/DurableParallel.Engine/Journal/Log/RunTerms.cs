namespace DurableParallel.Engine.Journal.Log;

/// <summary>Which run of an execution one is that is not the first.</summary>
/// <param name="FirstNumber">The number of the first run, which tells executions of one name apart.</param>
/// <param name="Number">Its own number among the runs, from 2.</param>
internal sealed record RunTerms(long FirstNumber, int Number);

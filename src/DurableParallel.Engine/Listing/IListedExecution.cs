using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine.Listing;

/// <summary>An execution as queries see it.</summary>
internal interface IListedExecution
{
    /// <summary>Its number, from 1, in the order of starts.</summary>
    long Number { get; }

    string Name { get; }

    string Arn { get; }

    string FunctionName { get; }

    int Version { get; }

    /// <summary>Its tags and its tenant, among others; null for none.</summary>
    ExecutionTerms? Terms { get; }

    /// <summary>Why it has not begun; null when it has.</summary>
    StartWait? Waiting { get; }

    ExecutionFacts ReadFacts();

    /// <summary>What it is held up by. Takes its lock, and may read its records.</summary>
    ExecutionStates ReadStates();
}

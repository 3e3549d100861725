namespace DurableParallel.Running.Operations;

/// <summary>The step whose attempt an <see cref="AttemptLimit"/> watches.</summary>
internal interface ITimedAttempt
{
    DurableContext Context { get; }

    /// <summary>The step as messages name it, for example "step 'charge'".</summary>
    string Description { get; }

    /// <summary>The number of the current attempt, from 1.</summary>
    int Number { get; }

    /// <summary>Writes and reads the details of heartbeats.</summary>
    IDurableSerializer Serializer { get; }

    /// <summary>The body did not end in its time, nor in the grace after it: the attempt ends without it.</summary>
    void OnTimeOver(StepLane lane, TimeoutException timeout);
}

using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>Whose body a <see cref="StepLane"/> runs.</summary>
internal interface IStepBodyOwner
{
    /// <summary>The step as messages name it, for example "step 'charge'".</summary>
    string Description { get; }

    /// <summary>Where it goes on.</summary>
    WorkScheduler Scheduler { get; }

    /// <summary>The task of the body that ran on the lane has ended.</summary>
    void OnBodyEnded(StepLane lane, Task ended);
}

namespace DurableParallel.Testing.Running;

/// <summary>What a run begins with. Made anew for every run, so that none sees what another has left behind.</summary>
/// <param name="Options">How the runner runs.</param>
/// <param name="MakeFunction">Makes the function for a run, with the run's clock.</param>
/// <param name="Functions">What the function may invoke, made with its serializer.</param>
/// <param name="Rules">What the outside does to callbacks.</param>
/// <param name="EventRules">What the outside does when code waits for events.</param>
internal sealed record RunSetup(
    DurableTestRunnerOptions Options,
    Func<ManualTimeProvider, DurableFunction> MakeFunction,
    IReadOnlyDictionary<string, Func<IDurableSerializer, DurableFunction>> Functions,
    IReadOnlyList<CallbackRule> Rules,
    IReadOnlyList<EventRule> EventRules);

namespace DurableParallel.Serialization;

/// <summary>The enums of this library that payloads may hold, which are written as the wire's tokens.</summary>
internal static class WireEnums
{
    // A list and not a search, so that no member is trimmed away.
    private static readonly Dictionary<Type, WireEnum> All = new WireEnum[]
    {
        new WireEnum<BranchStart>(),
        new WireEnum<BranchStatus>(),
        new WireEnum<CompletionDecision>(),
        new WireEnum<CompletionReason>(),
        new WireEnum<InvocationStatus>(),
        new WireEnum<Jitter>(),
        new WireEnum<NestingType>(),
        new WireEnum<OperationStatus>(),
        new WireEnum<OperationType>(),
        new WireEnum<RunningBranches>(),
        new WireEnum<StepSemantics>(),
        new WireEnum<UserFunctionOutcome>(),
    }.ToDictionary(item => item.Type);

    public static IEnumerable<WireEnum> Items => All.Values;

    public static WireEnum? Find(Type type) => All.GetValueOrDefault(type);
}

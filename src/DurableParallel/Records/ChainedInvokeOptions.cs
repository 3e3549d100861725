namespace DurableParallel.Records;

/// <summary>What an invoke's START says beyond its name and its input.</summary>
/// <param name="FunctionName">The function to run as an execution of its own.</param>
/// <param name="TenantId">For whom it runs; null for nobody in particular.</param>
internal sealed record ChainedInvokeOptions(string FunctionName, string? TenantId) : OperationOptions
{
    /// <summary>The error type of an invoke whose input the function does not take.</summary>
    public const string InputRefusedErrorType = "Invoke.InputRefused";

    /// <summary>Why the function does not take the input, so that no execution is started; null when it does, or that is not known. Not on record.</summary>
    public DurableError? Refusal { get; init; }

    /// <summary>The error of an invoke whose input is not read as what the function takes.</summary>
    public static DurableError RefusalOf(string functionName, Type expected, Exception cause) => new(
        InputRefusedErrorType,
        $"The input is not what the function '{functionName}' takes, which is {expected}: {cause.Message} Nothing was started. Pass a value of that type.");
}

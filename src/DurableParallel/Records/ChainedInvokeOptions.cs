using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DurableParallel.Records;

/// <summary>What an invoke's START says beyond its name and its input. Its JSON is the wire's.</summary>
internal sealed record ChainedInvokeOptions : OperationOptions
{
    /// <summary>The error type of an invoke whose input the function does not take.</summary>
    public const string InputRefusedErrorType = "Invoke.InputRefused";

    /// <summary>The function to run as an execution of its own: a name, a partial ARN or a full one, with its qualifier. An empty text where the wire has none.</summary>
    [AllowNull]
    public string FunctionName { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>For whom it runs; null for nobody in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>Why the function does not take the input, so that no execution is started; null when it does, or that is not known. Not on record.</summary>
    [JsonIgnore]
    public DurableError? Refusal { get; init; }

    /// <summary>The error of an invoke whose input is not read as what the function takes.</summary>
    public static DurableError RefusalOf(string functionName, Type expected, Exception cause) => new(
        InputRefusedErrorType,
        $"The input is not what the function '{functionName}' takes, which is {expected}: {cause.Message} Nothing was started. Pass a value of that type.");
}

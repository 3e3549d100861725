using Newtonsoft.Json;

namespace DurableParallel.Contract.Hosts;

/// <summary>An outcome: the payload of a succeeded execution, the error of one that failed, was stopped or timed out, or why it is blocked.</summary>
internal sealed record ContractOutcome(ContractStatus Status, string? Payload, DurableError? Error, Exception? BlockedBy)
{
    /// <summary>The function's value; an exception that says what happened instead when it did not succeed.</summary>
    public T Value<T>()
    {
        RequireSuccess();
        return JsonConvert.DeserializeObject<T>(Payload ?? "null")!;
    }

    /// <summary>Throws what happened instead when it did not succeed.</summary>
    public void RequireSuccess()
    {
        if (Status != ContractStatus.Succeeded)
        {
            throw new InvalidOperationException($"The execution is {Status}, not succeeded: {Error?.ErrorType} {Error?.ErrorMessage} {BlockedBy}");
        }
    }
}

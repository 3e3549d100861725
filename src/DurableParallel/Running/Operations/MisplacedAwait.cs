using DurableParallel.Errors;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>What a body that awaits an operation is told where it could only wait for ever.</summary>
internal static class MisplacedAwait
{
    /// <summary>An execution is never suspended while a step's body runs, so the body would hold it for as long as the operation takes.</summary>
    public static InvalidOperationException InStep(DurableOperation operation, IStepFrame step) => InStep(operation, step.Description);

    public static InvalidOperationException InStep(DurableOperation operation, string step) =>
        Misuse.Of(ErrorPages.Append(
            ErrorCodes.OperationInStep,
            $"A durable operation of {operation.Context.Description} was awaited in the body of {step}: {operation.Description}. The body of a step "
            + "calls and awaits no durable operation, as the execution cannot be suspended while it runs. "
            + "Await the operation before the step, and use its value in the body."));

    /// <summary>The operation can never end, because the context that has started it has ended first.</summary>
    public static InvalidOperationException OfLeftBehind(DurableOperation operation, DurableContext awaiting) =>
        Misuse.Of(ErrorPages.Append(
            ErrorCodes.AwaitedLeftBehind,
            $"A durable operation was awaited in {awaiting.Description} that {operation.Context.Description} has left behind: {operation.Description}. "
            + "The body of that context has ended, so the operation never does. "
            + "Await it before that body returns."));
}

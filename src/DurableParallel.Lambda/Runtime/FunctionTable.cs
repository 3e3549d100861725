using DurableParallel.Errors;
using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Records;

namespace DurableParallel.Lambda.Runtime;

/// <summary>The functions of this process: one for every name, or one whatever the name. Immutable.</summary>
internal sealed class FunctionTable
{
    private readonly DurableFunction? _only;
    private readonly Dictionary<string, DurableFunction> _byName = new(StringComparer.Ordinal);

    public FunctionTable(DurableFunction only)
    {
        ArgumentNullException.ThrowIfNull(only);
        RefuseLimits(only);
        _only = only;
    }

    /// <exception cref="ArgumentException">There is none, or a name is none.</exception>
    public FunctionTable(IEnumerable<KeyValuePair<string, DurableFunction>> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        foreach (var (name, function) in functions)
        {
            FunctionReference.Check(name);
            ArgumentNullException.ThrowIfNull(function, nameof(functions));
            RefuseLimits(function);
            if (!_byName.TryAdd(name, function))
            {
                throw new ArgumentException($"The function '{name}' is listed twice. Give each function a name of its own.", nameof(functions));
            }
        }

        if (_byName.Count == 0)
        {
            throw new ArgumentException("There is no function to run. List at least one.", nameof(functions));
        }
    }

    private static void RefuseLimits(DurableFunction function)
    {
        if (function.Limits is not null)
        {
            throw new FeatureNotSupportedException(
                $"A limit of a function ({nameof(DurableFunctionOptions.MaxConcurrentExecutions)}, {nameof(DurableFunctionOptions.RateLimit)}, {nameof(DurableFunctionOptions.ConcurrencyKey)})",
                "AWS Lambda's durable execution service",
                "begins each execution at once, and so does the server, which speaks its protocol",
                "Take the limit out of the options, and use Lambda's reserved concurrency or a queue in front of the function.");
        }
    }

    /// <summary>The functions' names; none when it has one for whatever name.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <param name="arns">Texts that may name the function, the surest first: ARNs of functions or of executions, and names.</param>
    /// <exception cref="HostFaultException">None of these functions is here.</exception>
    public DurableFunction Find(params IReadOnlyList<string?> arns)
    {
        if (_only is not null)
        {
            return _only;
        }

        foreach (var arn in arns)
        {
            if (arn is not null && _byName.TryGetValue(FunctionReference.Parse(arn.Split('/')[0]).Name, out var function))
            {
                return function;
            }
        }

        throw HostFaults.InvokeAgain(
            LambdaErrorCodes.FunctionNotFound,
            $"The function '{arns.FirstOrDefault(static arn => arn is not null)}' was invoked, and this process has {ShownList.Of(_byName.Keys.Order(StringComparer.Ordinal).Select(static name => $"'{name}'"), _byName.Count)}. "
            + "Register it under the name that it is deployed with.");
    }
}

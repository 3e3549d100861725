namespace DurableParallel.Engine;

/// <summary>What differs in a fork from the execution that it is a copy of. Immutable.</summary>
public sealed record ForkOptions
{
    private readonly string _executionName = null!;

    /// <summary>The name of the new execution.</summary>
    /// <value>1 to 256 characters without control characters and line separators.</value>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public required string ExecutionName
    {
        get => _executionName;
        init
        {
            Records.ExecutionName.Check(value, nameof(ExecutionName));
            _executionName = value;
        }
    }

    /// <summary>What makes the new input of the serializer; null to keep the input.</summary>
    internal Func<IDurableSerializer, string?>? Input { get; private init; }

    /// <summary>What makes new results of the serializer, by the operations that are named.</summary>
    internal IReadOnlyDictionary<string, Func<IDurableSerializer, string?>> Results { get; private init; } =
        new Dictionary<string, Func<IDurableSerializer, string?>>(StringComparer.Ordinal);

    /// <summary>Another input.</summary>
    /// <typeparam name="T">The type of the input.</typeparam>
    /// <param name="input">The input, which the function's serializer makes a payload of.</param>
    /// <returns>These options with that input.</returns>
    public ForkOptions WithInput<T>(T input) => this with { Input = serializer => serializer.Serialize(input, SerializationContext.Input) };

    /// <summary>Another input, as it is to be recorded.</summary>
    /// <param name="payload">At most 6 MiB of UTF-8; null is no payload.</param>
    /// <returns>These options with that input.</returns>
    /// <exception cref="ArgumentException">The payload is too large.</exception>
    public ForkOptions WithInputPayload(string? payload)
    {
        DurableEngine.CheckPayload(payload, "An input", nameof(payload));
        return this with { Input = _ => payload };
    }

    /// <summary>Another result of an operation that has ended before the one at which the copy ends. One that failed has succeeded then.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="operation">The operation's path or id.</param>
    /// <param name="result">The result, which the function's serializer makes a payload of. Of an operation with a serializer of its own, give the payload.</param>
    /// <returns>These options with that result.</returns>
    public ForkOptions WithResult<T>(string operation, T result) =>
        WithResult(operation, serializer => serializer.Serialize(result, SerializationContext.Input));

    /// <summary>Another result of an operation that has ended before the one at which the copy ends, as it is to be recorded.</summary>
    /// <param name="operation">The operation's path or id.</param>
    /// <param name="payload">At most 6 MiB of UTF-8; null is no payload.</param>
    /// <returns>These options with that result.</returns>
    /// <exception cref="ArgumentException">The payload is too large.</exception>
    public ForkOptions WithResultPayload(string operation, string? payload)
    {
        DurableEngine.CheckPayload(payload, "A result", nameof(payload));
        return WithResult(operation, _ => payload);
    }

    private ForkOptions WithResult(string operation, Func<IDurableSerializer, string?> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        return this with { Results = new Dictionary<string, Func<IDurableSerializer, string?>>(Results, StringComparer.Ordinal) { [operation] = write } };
    }
}

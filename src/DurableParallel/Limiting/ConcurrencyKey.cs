using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <summary>
/// Limits the executions of a function that have the same key, for example those of one customer. The key is taken from the
/// input when the execution is started, and recorded with it. Immutable.
/// </summary>
public abstract class ConcurrencyKey
{
    private protected ConcurrencyKey(int max) => Max = max;

    /// <summary>How many executions of one key may have begun and not ended.</summary>
    public int Max { get; }

    /// <summary>The type of the input that the key is taken from.</summary>
    internal abstract Type InputType { get; }

    /// <summary>A key that is taken from the input.</summary>
    /// <typeparam name="TIn">The type of the function's input.</typeparam>
    /// <param name="key">Takes the key from an input: 1 to 256 characters without control characters and line separators, or null for none, which is not limited. Called once for each start, on the thread of the caller.</param>
    /// <param name="max">How many executions of one key may have begun and not ended, 1 or more.</param>
    /// <returns>The key, for <see cref="DurableFunctionOptions.ConcurrencyKey"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public static ConcurrencyKey Of<TIn>(Func<TIn, string?> key, int max = 1)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new Typed<TIn>(key, OptionRange.AtLeast(max, 1, option: nameof(max)));
    }

    /// <summary>The key of an input as it is recorded.</summary>
    /// <exception cref="ArgumentException">The key is none.</exception>
    internal string? KeyOf(string? payload, IDurableSerializer serializer)
    {
        var key = Read(payload, serializer);
        if (key is null)
        {
            return null;
        }

        if (key.Length is 0 or > NameText.MaxLength)
        {
            throw new ArgumentException($"A concurrency key has 1 to {NameText.MaxLength} characters, and this one has {key.Length}. Return null for an execution that is not limited.");
        }

        return NameText.WhyRefused(key) is { } refusal
            ? throw new ArgumentException($"A concurrency key has {refusal}. Return a key without it.")
            : key;
    }

    private protected abstract string? Read(string? payload, IDurableSerializer serializer);

    private sealed class Typed<TIn>(Func<TIn, string?> key, int max) : ConcurrencyKey(max)
    {
        internal override Type InputType => typeof(TIn);

        private protected override string? Read(string? payload, IDurableSerializer serializer) =>
            key(serializer.Deserialize<TIn>(payload, SerializationContext.Input));
    }
}

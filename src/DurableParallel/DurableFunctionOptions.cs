using System.Diagnostics.CodeAnalysis;

namespace DurableParallel;

/// <summary>How a function differs from the defaults.</summary>
public sealed record DurableFunctionOptions
{
    private readonly IDurableSerializer _serializer;

    /// <summary>The defaults, with <see cref="DurableSerializer.Newtonsoft()"/>.</summary>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableFunctionOptions()
        : this(DurableSerializer.Newtonsoft())
    {
    }

    /// <summary>The defaults with another serializer. What this makes needs reflection only if the serializer does.</summary>
    /// <param name="serializer">Of input, result, and of every operation that has none of its own.</param>
    public DurableFunctionOptions(IDurableSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _serializer = serializer;
    }

    /// <summary>Of input, result, and of every operation that has none of its own.</summary>
    /// <value>By default <see cref="DurableSerializer.Newtonsoft()"/>.</value>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IDurableSerializer Serializer
    {
        get => _serializer;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _serializer = value;
        }
    }
}

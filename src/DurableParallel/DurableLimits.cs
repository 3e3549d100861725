using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>How large an execution and its payloads may be. Sizes are bytes of UTF-8, of the payload as it is recorded. Immutable.</summary>
public sealed record DurableLimits
{
    /// <summary>All records of one execution that the embedded engine takes: 1 GiB. An execution that would have more fails.</summary>
    public const long EngineRecordedBytes = 1L << 30;

    private const int Mebibyte = 1024 * 1024;
    private const int LargestPayload = 6 * Mebibyte;

    private readonly int _maxInputBytes = LargestPayload;
    private readonly int _maxResultBytes = LargestPayload;
    private readonly int _maxStepResultBytes = LargestPayload;
    private readonly int _maxContextResultBytes = LargestPayload;
    private readonly int? _maxOperations;

    /// <summary>What AWS Lambda durable functions take, as far as it can be known before a payload is sent.</summary>
    public static DurableLimits Aws { get; } = new() { MaxStepResultBytes = Mebibyte / 4, MaxOperations = 3000, HasPlainNames = true };

    /// <summary>What the embedded engine takes: 6 MiB a payload, and as many operations as fit into <see cref="EngineRecordedBytes"/>.</summary>
    public static DurableLimits Engine { get; } = new();

    /// <summary>An input, of an execution or of a function that one invokes.</summary>
    /// <value>1 or more; 6 MiB for AWS, which is Lambda's limit of a synchronous request, and for the engine.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInputBytes
    {
        get => _maxInputBytes;
        init => _maxInputBytes = OptionRange.AtLeast(value, 1);
    }

    /// <summary>The result of an execution.</summary>
    /// <value>1 or more; 6 MiB for AWS, which is the service's limit of a payload, and for the engine.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxResultBytes
    {
        get => _maxResultBytes;
        init => _maxResultBytes = OptionRange.AtLeast(value, 1);
    }

    /// <summary>The result of a step, or the state of a condition, which a checkpoint carries inline.</summary>
    /// <value>1 or more; 256 KiB for AWS, which is the threshold of its SDKs for a result within a checkpoint; 6 MiB for the engine.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStepResultBytes
    {
        get => _maxStepResultBytes;
        init => _maxStepResultBytes = OptionRange.AtLeast(value, 1);
    }

    /// <summary>The result of a child context or a branch.</summary>
    /// <value>1 or more; 6 MiB for AWS, which is the service's limit of a payload, and for the engine.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxContextResultBytes
    {
        get => _maxContextResultBytes;
        init => _maxContextResultBytes = OptionRange.AtLeast(value, 1);
    }

    /// <summary>The operations of one execution: steps, waits, child contexts, scopes and branches, each counted once however often it is retried. A scope is refused as a whole when its branches would not fit.</summary>
    /// <value>1 or more, null for no limit; 3,000 for AWS, which is a hard quota of the service; null for the engine, where <see cref="EngineRecordedBytes"/> holds.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? MaxOperations
    {
        get => _maxOperations;
        init => _maxOperations = value is { } count ? OptionRange.AtLeast(count, 1, "null for no limit") : null;
    }

    /// <summary>Whether the names of operations and branches have printable ASCII characters only, as the service's API takes no others.</summary>
    /// <value>True for AWS; false for the engine, where a name is any text without control characters and line separators.</value>
    public bool HasPlainNames { get; init; }
}

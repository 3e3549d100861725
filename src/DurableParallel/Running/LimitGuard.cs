using System.Text;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Serialization;

namespace DurableParallel.Running;

/// <summary>
/// Holds what an invocation is about to record against the limits of its host, and tells the host what is beyond those
/// that it only watches. Safe to call from several threads.
/// </summary>
internal sealed class LimitGuard(InvocationRequest request)
{
    /// <summary>What the result of the function itself is called, in the place of an operation's sub-type.</summary>
    public const string Execution = "Execution";

    // From what is on record and not from what this invocation asks for, so that a replay admits and refuses the same.
    private int _operations = request.RecordedOperations;
    private volatile bool _hasToldOfOperations;

    /// <summary>For hosts, which take an input before there is an invocation.</summary>
    /// <exception cref="DurableLimitException">The input is larger than the limits allow.</exception>
    public static void CheckInput(DurableLimits limits, string executionName, string? input)
    {
        if (input is not null && Exceeds(limits.MaxInputBytes, input) is { } bytes)
        {
            throw TooLarge($"The input of the execution '{executionName}'", bytes, limits.MaxInputBytes);
        }
    }

    /// <exception cref="DurableLimitException">The payload is larger than the host takes. Nothing of it is on record.</exception>
    /// <exception cref="DurableException">The payload could not be read again as it was written.</exception>
    public void CheckPayload(string subType, string? name, string? payload, in SerializationContext place)
    {
        if (payload is null)
        {
            return;
        }

        if (Exceeds(request.Limits, subType, name, payload, place) is { } exceeded)
        {
            throw exceeded;
        }

        if (request.WatchedLimits is { } watched && Exceeds(watched, subType, name, payload, place) is { } beyond)
        {
            request.Host.OnBeyondLimit(LimitKind.Payload, beyond);
        }

        if (LoneSurrogates.IsIn(payload))
        {
            throw PayloadErrors.NotWellFormed(Place(subType, name, place));
        }
    }

    /// <summary>Checks the name of an operation: by the rule of all hosts, and by AWS's where the host enforces or watches that.</summary>
    /// <exception cref="ArgumentException">The host does not take the name.</exception>
    public void CheckName(string? name)
    {
        if (OperationName.Check(name))
        {
            return;
        }

        if (request.Limits.HasPlainNames)
        {
            throw Misuse.OfArgument($"{BeyondWire(name!)} Put the text into the input of the operation, and a plain name here.", nameof(name));
        }

        if (request.WatchedLimits is { HasPlainNames: true })
        {
            request.Host.OnBeyondLimit(LimitKind.Name, new DurableLimitException(BeyondWire(name!)));
        }
    }

    /// <summary>Counts operations that have no record yet. Returns why they are refused, or null: then they may be recorded.</summary>
    /// <param name="wanted">How many, all or none.</param>
    /// <param name="context">The context of the operation that wants them, for the message.</param>
    /// <param name="header">The operation.</param>
    /// <param name="branches">How many of them are for branches of it.</param>
    public DurableLimitException? TakeOperations(int wanted, DurableContext context, in OperationHeader header, int branches = 0)
    {
        var count = Interlocked.Add(ref _operations, wanted);
        if (count > request.Limits.MaxOperations)
        {
            Return(wanted);
            return TooMany(request.Limits, branches, context, header);
        }

        if (count > request.WatchedLimits?.MaxOperations && !_hasToldOfOperations)
        {
            // Every further one would say the same.
            _hasToldOfOperations = true;
            request.Host.OnBeyondLimit(LimitKind.Operations, TooMany(request.WatchedLimits, branches, context, header));
        }

        return null;
    }

    /// <summary>Gives back places that were taken and are not needed; a negative count takes some without asking.</summary>
    public void Return(int places) => Interlocked.Add(ref _operations, -places);

    private static DurableLimitException? Exceeds(DurableLimits limits, string subType, string? name, string payload, in SerializationContext place)
    {
        var limit = subType == Execution ? limits.MaxResultBytes : OperationSubTypes.MaxPayloadBytes(subType, limits);
        if (Exceeds(limit, payload) is not { } bytes)
        {
            return null;
        }

        return TooLarge($"The payload of {Place(subType, name, place)}", bytes, limit);
    }

    private static string BeyondWire(string name)
    {
        var offending = OperationName.OffendingOnWire(name);
        return $"AWS Lambda takes names of printable ASCII characters only, and character {offending + 1} of '{name}' is U+{(int)name[offending]:X4}.";
    }

    private static string Place(string subType, string? name, in SerializationContext place) =>
        subType == Execution ? $"the execution '{name}'" : OperationPath.Describe(subType, name, place.OperationPath);

    /// <summary>The bytes of a text that has more than so many; counted only when it may have.</summary>
    private static int? Exceeds(int limit, string payload)
    {
        const int MostBytesOfAChar = 3;
        return payload.Length > limit / MostBytesOfAChar && Encoding.UTF8.GetByteCount(payload) is var bytes && bytes > limit ? bytes : null;
    }

    private static DurableLimitException TooLarge(string subject, int bytes, int limit) =>
        new(subject, bytes, limit, "byte of UTF-8", "bytes of UTF-8", "Store the data elsewhere and pass a reference to it.");

    // Without the count, which is another one when the code runs again over what came later.
    private DurableLimitException TooMany(DurableLimits limits, int branches, DurableContext context, in OperationHeader header)
    {
        var operation = OperationPath.Describe(header.SubType, header.Name, context.PathOf(header.Id, header.Name));
        var subject = branches == 0 ? operation : $"{operation} and its {Counted.Of(branches, "branch", "branches")}";
        return new DurableLimitException(
            $"With {subject} the execution '{request.Execution.Name}' would have more than {Counted.Of(limits.MaxOperations ?? 0, "operation, which is all that is", "operations, which are all that are")} allowed. "
            + "Let each step do more of the work, or start further executions for parts of it.");
    }
}

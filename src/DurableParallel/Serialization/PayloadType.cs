using System.Collections.Concurrent;

namespace DurableParallel.Serialization;

/// <summary>A type that payloads are read as, where the code at hand is not generic.</summary>
internal abstract class PayloadType
{
    private static readonly ConcurrentDictionary<string, PayloadType> Known = new(StringComparer.Ordinal);

    private protected PayloadType(Type type)
    {
        Type = type;
        Name = type.ToString();
    }

    public Type Type { get; }

    /// <summary>The type's name, as it stands in records.</summary>
    public string Name { get; }

    /// <summary>
    /// The type of that name, if this process has had to do with it; a record never makes a type be loaded. Null also when
    /// two types share the name.
    /// </summary>
    public static PayloadType? Find(string name)
    {
        PlainPayloadTypes.Add();
        return Known.TryGetValue(name, out var type) && type.IsOnlyOne ? type : null;
    }

    /// <summary>Why a payload is not read as the type; null when it is.</summary>
    public Exception? WhyUnreadable(string? payload, IDurableSerializer serializer, SerializationContext context) =>
        Try(() => Read(payload, serializer, context));

    /// <summary>Why a payload is not read as a callback's result of the type, which may be plain text for a string; null when it is.</summary>
    public Exception? WhyNoResult(string? payload, IDurableSerializer serializer, SerializationContext context) =>
        Try(() => ReadResult(payload, serializer, context));

    /// <summary>Reads a payload and writes it again, as this build does.</summary>
    public abstract string? Rewrite(string payload, IDurableSerializer serializer, SerializationContext context);

    protected abstract void Read(string? payload, IDurableSerializer serializer, SerializationContext context);

    protected abstract void ReadResult(string? payload, IDurableSerializer serializer, SerializationContext context);

    private bool IsOnlyOne { get; set; } = true;

    /// <summary>Makes the type known by its name.</summary>
    protected static void Add(PayloadType type)
    {
        if (!ReferenceEquals(Known.GetOrAdd(type.Name, type), type))
        {
            Known[type.Name].IsOnlyOne = false;
        }
    }

    private static Exception? Try(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception unreadable)
        {
            return unreadable;
        }
    }
}

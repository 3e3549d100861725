using System.Text.Json.Serialization;

namespace DurableParallel.Serialization;

/// <summary>One enum of this library between its members and the wire's tokens.</summary>
internal abstract class WireEnum
{
    public abstract Type Type { get; }

    public abstract string Tokens { get; }

    public abstract string Write(object value);

    /// <summary>The member, boxed; null for a text that is no token.</summary>
    public abstract object? Read(string token);

    public abstract JsonConverter CreateSystemTextJsonConverter();
}

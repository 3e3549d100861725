using DurableParallel.Serialization;

namespace DurableParallel.Engine.Starting;

/// <summary>The input of an execution that is to be started.</summary>
/// <param name="Payload">As it is to be recorded; null is no payload.</param>
/// <param name="IsKnownToFit">Whether it was written from the type that the function takes, so that it is read again.</param>
/// <param name="Given">The type that it was given as; null for a payload.</param>
internal readonly record struct StartInput(string? Payload, bool IsKnownToFit = false, PayloadType? Given = null);

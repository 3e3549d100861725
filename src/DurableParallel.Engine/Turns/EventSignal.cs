using System.Text;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>An event that is to be raised in an execution.</summary>
/// <param name="name">Its name.</param>
/// <param name="payload">Its value; null is no payload.</param>
/// <param name="id">What it is recognized by when it is raised again; null when it is not.</param>
/// <param name="from">The trace in which it is raised, as W3C's traceparent has it; null for none.</param>
internal sealed class EventSignal(string name, string? payload, string? id, string? from) : DurableSignal
{
    // Times and lengths around the texts.
    private const int Envelope = 32;

    public string Name => name;

    public string? Payload => payload;

    public string? Id => id;

    /// <summary>About how many bytes its record has.</summary>
    public int Length => Envelope + (from?.Length ?? 0) + (3 * (name.Length + (id?.Length ?? 0))) + (payload is null ? 0 : Encoding.UTF8.GetByteCount(payload));

    public RaisedEvent ToEvent(long at) => new(name, payload, id, at) { From = from };
}

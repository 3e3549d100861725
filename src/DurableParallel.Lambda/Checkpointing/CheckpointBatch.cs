using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>The updates of one call: as many as the service takes at once, in their order.</summary>
internal sealed class CheckpointBatch
{
    /// <summary>How many updates one call may carry.</summary>
    public const int MaxUpdates = 200;

    /// <summary>How many bytes a call's updates may have, unless a single one has more.</summary>
    public const int MaxBytes = 750 * 1024;

    private const int Envelope = 4 * 1024;
    private const int ClientTokenLength = 32;
    private readonly List<QueuedUpdate> _updates = [];
    private int _bytes = Envelope;

    public IReadOnlyList<QueuedUpdate> Updates => _updates;

    /// <summary>Takes an update in if there is room.</summary>
    public bool TryAdd(QueuedUpdate update)
    {
        if (_updates.Count > 0 && (_updates.Count == MaxUpdates || _bytes + update.Json.Length + 1 > MaxBytes))
        {
            return false;
        }

        _updates.Add(update);
        _bytes += update.Json.Length + 1;
        return true;
    }

    /// <summary>The request. Its client token makes repeating it harmless.</summary>
    public ReadOnlyMemory<byte> ToRequest(string checkpointToken)
    {
        var buffer = new ArrayBufferWriter<byte>(_bytes);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString(nameof(WireCheckpointRequest.CheckpointToken), checkpointToken);
        if (_updates.Count > 0)
        {
            writer.WriteStartArray(nameof(WireCheckpointRequest.Updates));
            foreach (var update in _updates)
            {
                writer.WriteRawValue(update.Json, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        writer.WriteString(nameof(WireCheckpointRequest.ClientToken), RandomNumberGenerator.GetHexString(ClientTokenLength, lowercase: true));
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}

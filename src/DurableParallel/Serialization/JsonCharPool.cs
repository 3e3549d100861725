using System.Buffers;
using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>The shared pool, for Newtonsoft.Json's buffers.</summary>
internal sealed class JsonCharPool : IArrayPool<char>
{
    public static JsonCharPool Instance { get; } = new();

    public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

    public void Return(char[]? array)
    {
        if (array is not null)
        {
            ArrayPool<char>.Shared.Return(array);
        }
    }
}

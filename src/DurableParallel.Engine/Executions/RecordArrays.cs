namespace DurableParallel.Engine.Executions;

/// <summary>
/// Arrays for the records of executions that run, used again when an execution has been moved out of the log. Not safe
/// from several threads: the journal's writer, of which there is one at a time, appends and trims.
/// </summary>
/// <param name="allocate">Makes an array that is none of the sizes that are kept; null for an ordinary one.</param>
internal sealed class RecordArrays(Func<int, byte[]>? allocate = null)
{
    private const int Smallest = 128;
    private const int Sizes = 4;
    private const int KeptOfASize = 2048;
    private readonly Stack<byte[]>[] _kept = [.. Enumerable.Range(0, Sizes).Select(static _ => new Stack<byte[]>())];

    /// <summary>An array of at least so many bytes, with anything in it.</summary>
    public byte[] Rent(int length)
    {
        for (var size = 0; size < Sizes; size++)
        {
            if (length <= Smallest << size)
            {
                return _kept[size].TryPop(out var array) ? array : new byte[Smallest << size];
            }
        }

        return allocate is null ? new byte[length] : allocate(length);
    }

    /// <summary>Gives back an array that nobody reads any more; keeps it if it is of a size that is rented.</summary>
    public void Return(byte[] array)
    {
        for (var size = 0; size < Sizes; size++)
        {
            if (array.Length == Smallest << size && _kept[size].Count < KeptOfASize)
            {
                _kept[size].Push(array);
            }
        }
    }
}

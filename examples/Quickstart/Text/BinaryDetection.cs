namespace DurableParallel.Quickstart;

/// <summary>A text holds no NUL; what does is taken to be binary.</summary>
internal struct BinaryDetection
{
    public bool IsBinary { get; private set; }

    public void Add(ReadOnlySpan<char> piece) => IsBinary = IsBinary || piece.Contains('\0');
}

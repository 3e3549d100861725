namespace DurableParallel.Quickstart;

/// <summary>Counts lines that end with LF, CRLF or CR; a last line without an end counts as well.</summary>
internal struct LineCounter
{
    private long _ends;
    private char _last;

    public readonly long Lines => _ends + (_last is '\0' or '\n' or '\r' ? 0 : 1);

    public void Add(ReadOnlySpan<char> piece)
    {
        foreach (var c in piece)
        {
            if (c == '\r' || (c == '\n' && _last != '\r'))
            {
                _ends++;
            }

            _last = c;
        }
    }
}

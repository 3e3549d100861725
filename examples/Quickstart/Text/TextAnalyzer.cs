using System.Text;

namespace DurableParallel.Quickstart;

/// <summary>Analyses a text that arrives in pieces. Memory does not grow with the text or with the length of its lines.</summary>
internal sealed class TextAnalyzer
{
    private readonly WordTally _tally = new();
    private char _highSurrogate;
    private long _line;
    private long _longestLine;

    public void Add(ReadOnlySpan<char> piece)
    {
        foreach (var c in piece)
        {
            if (_highSurrogate != 0 && Rune.TryCreate(_highSurrogate, c, out var pair))
            {
                _highSurrogate = '\0';
                Add(pair);
                continue;
            }

            AddLoneSurrogate();
            if (char.IsHighSurrogate(c))
            {
                _highSurrogate = c;
            }
            else
            {
                Add(Rune.TryCreate(c, out var rune) ? rune : Rune.ReplacementChar);
            }
        }
    }

    /// <summary>Ends the text. Nothing may be added afterwards.</summary>
    public TextAnalysis Complete(int topWords = 5)
    {
        AddLoneSurrogate();
        EndLine();
        return new TextAnalysis(_tally.Total, _longestLine, _tally.Top(topWords));
    }

    private void AddLoneSurrogate()
    {
        if (_highSurrogate != 0)
        {
            _highSurrogate = '\0';
            Add(Rune.ReplacementChar);
        }
    }

    private void Add(Rune rune)
    {
        _tally.Add(rune);
        if (rune.Value is '\n' or '\r')
        {
            EndLine();
        }
        else
        {
            _line++;
        }
    }

    private void EndLine()
    {
        _tally.EndWord();
        _longestLine = Math.Max(_longestLine, _line);
        _line = 0;
    }
}

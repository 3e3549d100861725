using System.Globalization;
using System.Text;

namespace DurableParallel.Quickstart;

/// <summary>Counts words, one code point at a time.</summary>
internal sealed class WordTally
{
    // What keeps memory bounded for hostile files: all words are counted, but only so many are told apart.
    private const int MaxDistinct = 50_000;
    private const int MaxLength = 64;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly StringBuilder _word = new();

    public long Total { get; private set; }

    public void Add(Rune rune)
    {
        if (!BelongsToWord(rune))
        {
            EndWord();
        }
        else if (_word.Length < MaxLength)
        {
            _word.Append(Rune.ToLowerInvariant(rune));
        }
    }

    public void EndWord()
    {
        if (_word.Length == 0)
        {
            return;
        }

        Total++;
        var word = _word.ToString();
        _word.Clear();
        if (_counts.TryGetValue(word, out var count) || _counts.Count < MaxDistinct)
        {
            _counts[word] = count + 1;
        }
    }

    public WordCount[] Top(int count) =>
    [
        .. _counts
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(count)
            .Select(entry => new WordCount(entry.Key, entry.Value)),
    ];

    // A mark belongs to the letter before it and starts no word: emoji carry marks as well.
    private bool BelongsToWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || (_word.Length > 0 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
}

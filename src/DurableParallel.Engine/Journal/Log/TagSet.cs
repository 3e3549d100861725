using System.Collections;
using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// The tags of an execution, in the order of their keys. Very many executions may have some, so keys and values stand in one
/// array, and a key is looked for one after the other: there are few.
/// </summary>
internal sealed class TagSet : IReadOnlyDictionary<string, string>, IEquatable<TagSet>
{
    /// <summary>The most pairs.</summary>
    public const int MostPairs = 16;

    /// <summary>The longest key, in characters.</summary>
    public const int LongestKey = 64;

    /// <summary>The longest value, in characters.</summary>
    public const int LongestValue = 256;

    /// <summary>No tags.</summary>
    public static readonly TagSet Empty = new([]);

    private readonly string[] _texts;

    private TagSet(string[] texts) => _texts = texts;

    public int Count => _texts.Length / 2;

    public IEnumerable<string> Keys => this.Select(static pair => pair.Key);

    public IEnumerable<string> Values => this.Select(static pair => pair.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no tag '{key}'.");

    /// <summary>Checks and copies what a caller gave; null for none.</summary>
    /// <exception cref="ArgumentException">There are too many, or one is too long, is empty where it may not be, or has a character that no tag may have.</exception>
    public static TagSet? Of(IReadOnlyDictionary<string, string>? tags, string parameter)
    {
        if (tags is null or { Count: 0 })
        {
            return null;
        }

        if (tags is TagSet checkedBefore)
        {
            return checkedBefore;
        }

        var pairs = tags.ToArray();
        if (pairs.Length > MostPairs)
        {
            throw new ArgumentException($"An execution has at most {MostPairs} tags; these are {pairs.Length}. Put what nobody searches for into the input.", parameter);
        }

        foreach (var (key, value) in pairs)
        {
            Check(key, 1, LongestKey, "A tag's key", parameter);
            Check(value, 0, LongestValue, $"The value of the tag '{key}'", parameter);
        }

        Array.Sort(pairs, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return new TagSet([.. pairs.SelectMany(static pair => new[] { pair.Key, pair.Value })]);
    }

    public static void Write(RecordBuffer buffer, TagSet tags)
    {
        buffer.WriteByte((byte)tags.Count);
        foreach (var text in tags._texts)
        {
            buffer.WriteText(text);
        }
    }

    /// <exception cref="JournalDamagedException">They are not what <see cref="Write"/> writes.</exception>
    public static TagSet Read(ref RecordReader reader)
    {
        var count = reader.ReadByte();
        if (count is 0 or > MostPairs)
        {
            throw RecordReader.Damage($"an execution has {count} tags");
        }

        var texts = new string[2 * count];
        for (var i = 0; i < texts.Length; i += 2)
        {
            texts[i] = reader.ReadName();
            texts[i + 1] = reader.ReadName();
            if (texts[i].Length is 0 or > LongestKey || texts[i + 1].Length > LongestValue || (i > 0 && string.CompareOrdinal(texts[i - 2], texts[i]) >= 0))
            {
                throw RecordReader.Damage($"the tag '{texts[i]}' of an execution is not one that it can have there");
            }
        }

        return new TagSet(texts);
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        for (var i = 0; i < _texts.Length; i += 2)
        {
            if (string.Equals(_texts[i], key, StringComparison.Ordinal))
            {
                value = _texts[i + 1];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Whether all of the others are among these.</summary>
    public bool HasAll(TagSet others)
    {
        for (var i = 0; i < others._texts.Length; i += 2)
        {
            if (!TryGetValue(others._texts[i], out var value) || !string.Equals(value, others._texts[i + 1], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(TagSet? other) => other is not null && _texts.AsSpan().SequenceEqual(other._texts);

    public override bool Equals(object? obj) => Equals(obj as TagSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var text in _texts)
        {
            hash.Add(text, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>Takes equal texts that another execution has, so that there is one of each in memory.</summary>
    public void Share(string key, string value)
    {
        for (var i = 0; i < _texts.Length; i += 2)
        {
            if (string.Equals(_texts[i], key, StringComparison.Ordinal))
            {
                (_texts[i], _texts[i + 1]) = (key, value);
                return;
            }
        }
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _texts.Length; i += 2)
        {
            yield return new KeyValuePair<string, string>(_texts[i], _texts[i + 1]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The pairs as text, for messages and to tell queries apart.</summary>
    public override string ToString() => string.Join(", ", this.Select(static pair => $"{pair.Key}={pair.Value}"));

    private static void Check(string? text, int shortest, int longest, string what, string parameter)
    {
        if (text is null || text.Length < shortest || text.Length > longest || text.Any(char.IsControl) || LoneSurrogates.IsIn(text))
        {
            throw new ArgumentException(
                $"{what} has {shortest} to {longest} whole characters and no control characters; this one {(text is null ? "is null" : $"has {text.Length}")}.",
                parameter);
        }
    }
}

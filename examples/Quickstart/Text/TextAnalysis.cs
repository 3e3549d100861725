namespace DurableParallel.Quickstart;

/// <summary>How often a word occurs; words are compared in lower case.</summary>
internal sealed record WordCount(string Word, long Count);

/// <summary>What the analysis of a text found.</summary>
/// <param name="Words">Runs of letters, digits and marks.</param>
/// <param name="LongestLine">The length of the longest line, in code points, without its end.</param>
/// <param name="TopWords">The most frequent words, the most frequent first; equals in ordinal order.</param>
internal sealed record TextAnalysis(long Words, long LongestLine, WordCount[] TopWords);

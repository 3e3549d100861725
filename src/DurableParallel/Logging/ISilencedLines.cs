using Microsoft.Extensions.Logging;

namespace DurableParallel.Logging;

/// <summary>A host's logger that is told of the lines that replay silences, to show that it does.</summary>
internal interface ISilencedLines
{
    /// <summary>Whether it is one; a logger around another is one when that is.</summary>
    bool HearsSilence => true;

    /// <summary>The line would have been written if its context did not replay.</summary>
    void OnSilenced<TState>(LogLevel logLevel, TState state, Exception? exception, Func<TState, Exception?, string> formatter);
}

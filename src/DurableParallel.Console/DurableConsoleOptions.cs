using DurableParallel.Errors;

namespace DurableParallel.Console;

/// <summary>
/// How a console is set up. Every setting has a default, and all but <see cref="PayloadView"/> bind to a section of a
/// configuration by their names. They are read when the console is mapped; later changes have no effect.
/// </summary>
public sealed class DurableConsoleOptions
{
    private const int LargestCut = 1 << 20;
    private const int MostStreams = 10_000;

    /// <summary>Whether every action is refused: starting, stopping, completing, purging and all else that changes something.</summary>
    /// <value>Default: false.</value>
    public bool ReadOnly { get; set; }

    /// <summary>Decides what is shown of payloads and errors; null to show them as they are recorded.</summary>
    /// <value>Default: null.</value>
    public IPayloadView? PayloadView { get; set; }

    /// <summary>How many characters of a payload an answer shows. The rest is cut, and the whole is a download of its own.</summary>
    /// <value>0 to 1,048,576. Default: 16,384.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int LongestPayloadShown
    {
        get;
        set => field = OptionRange.Within(value, 0, LargestCut);
    }

    = 16_384;

    /// <summary>How many streams of live changes may be open at once; one more is refused.</summary>
    /// <value>1 to 10,000. Default: 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int MaxStreams
    {
        get;
        set => field = OptionRange.Within(value, 1, MostStreams);
    }

    = 100;

    /// <summary>
    /// Host names, without a port, that requests may name beside those of the loopback interface while the console has no
    /// authorization. Such requests still have to come from this machine.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedHosts { get; } = [];

    internal DurableConsoleOptions Copy()
    {
        var copy = new DurableConsoleOptions { ReadOnly = ReadOnly, PayloadView = PayloadView, LongestPayloadShown = LongestPayloadShown, MaxStreams = MaxStreams };
        foreach (var host in AllowedHosts)
        {
            copy.AllowedHosts.Add(host);
        }

        return copy;
    }
}

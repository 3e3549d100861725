using System.Diagnostics;

namespace DurableParallel.Quickstart;

/// <summary>A line that tells how far the audit is, on the error stream so that the output can be kept: in place on a terminal, else now and then.</summary>
internal sealed class ProgressLine(AuditProgress progress, TextWriter writer, bool inPlace)
{
    private static readonly TimeSpan EveryInPlace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EveryLine = TimeSpan.FromSeconds(2);

    /// <summary>Shows the line until the work has ended, however it ends, or cannot go on.</summary>
    public async Task ShowAsync(Task work, Func<bool> isStuck)
    {
        var watch = Stopwatch.StartNew();
        while (!work.IsCompleted && !isStuck())
        {
            await Task.WhenAny(work, Task.Delay(inPlace ? EveryInPlace : EveryLine));
            if (inPlace || !work.IsCompleted)
            {
                Write(watch.Elapsed);
            }
        }

        if (inPlace)
        {
            await writer.WriteLineAsync();
        }
    }

    private void Write(TimeSpan elapsed)
    {
        var listed = progress.FilesListed;
        var text = listed == 0
            ? $"Listing the folder, {elapsed.TotalSeconds:F0} s"
            : $"{Math.Min(listed, progress.FilesSettled):N0} of {listed:N0} files, {elapsed.TotalSeconds:F0} s";
        writer.Write(inPlace ? $"\r{text}   " : $"{text}\n");
        writer.Flush();
    }
}

namespace DurableParallel.Quickstart.Tests.Kills;

/// <summary>A whole line of the effects file.</summary>
internal sealed record Effect(bool IsStart, string Execution, string Step, string File)
{
    public string Key => $"{Execution} {Step} {File}";
}

/// <summary>The effects file of an audit, which its processes append to.</summary>
internal sealed class Effects(string path)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public async Task<IReadOnlyList<Effect>> ReadAsync()
    {
        var text = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        return [.. text.Split('\n')[..^1].Select(Parse)];
    }

    /// <summary>Returns once the file has so many lines.</summary>
    public async Task ReachAsync(int lines, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[16 * 1024];
        for (var seen = 0; seen < lines;)
        {
            var length = await stream.ReadAsync(buffer, cancellationToken);
            seen += buffer.AsSpan(0, length).Count((byte)'\n');
            if (length == 0)
            {
                await Task.Delay(Pause, cancellationToken);         // another process writes it, and tells nobody
            }
        }
    }

    private static Effect Parse(string line) => line.Split('\t') is ["start" or "acknowledged", var execution, var step, var file]
        ? new Effect(line.StartsWith("start", StringComparison.Ordinal), execution, step, file)
        : throw new FormatException($"No line of an effects file: '{line}'.");
}

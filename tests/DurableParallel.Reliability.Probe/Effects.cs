using System.Text;

namespace DurableParallel.Reliability.Probe;

/// <summary>
/// What the world has seen of an execution: which bodies began and which ends its code was told of. Given a file, a line
/// each, appended by one write, so that they outlive a process that is killed.
/// </summary>
internal sealed class Effects : IDisposable
{
    private const int AnyLife = 0;

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly FileStream? _file;
    private int _lives;

    public Effects(string? path = null) =>
        _file = path is null ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public IReadOnlySet<string> Begun => Keys('b');

    public IReadOnlySet<string> Acknowledged => Keys('a');

    /// <summary>Bodies that began after their end had been acknowledged.</summary>
    public IReadOnlyList<string> RanAgain
    {
        get
        {
            var acknowledged = new HashSet<string>(StringComparer.Ordinal);
            var again = new List<string>();
            lock (_gate)
            {
                foreach (var line in _lines)
                {
                    if (line[0] == 'a')
                    {
                        acknowledged.Add(line[2..]);
                    }
                    else if (acknowledged.Contains(line[2..]))
                    {
                        again.Add(line[2..]);
                    }
                }
            }

            return again;
        }
    }

    public static Effects Load(string path)
    {
        var effects = new Effects();
        if (File.Exists(path))
        {
            // A line that the kill cut short was not seen by anybody.
            effects._lines.AddRange(File.ReadAllText(path).Split('\n')[..^1]);
        }

        return effects;
    }

    /// <summary>
    /// The function begins, in a process of its own as far as it knows. A process that is only said to have died may have a
    /// body half done; a dead one would not, so that what it does from now on does not count.
    /// </summary>
    public Life BeginLife() => new(this, Interlocked.Increment(ref _lives));

    /// <summary>Of whoever outlives every process.</summary>
    public void Begin(string key) => Write(AnyLife, $"b {key}");

    public void Acknowledge(string key) => Write(AnyLife, $"a {key}");

    public void Dispose() => _file?.Dispose();

    private void Write(int life, string line)
    {
        lock (_gate)
        {
            if (life != AnyLife && life != Volatile.Read(ref _lives))
            {
                return;
            }

            _lines.Add(line);
            _file?.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    private HashSet<string> Keys(char kind)
    {
        lock (_gate)
        {
            return [.. _lines.Where(line => line[0] == kind).Select(line => line[2..])];
        }
    }

    /// <summary>From one beginning of the function to its end or to the death of its process.</summary>
    public sealed class Life(Effects effects, int number)
    {
        public void Begin(string key) => effects.Write(number, $"b {key}");

        public void Acknowledge(string key) => effects.Write(number, $"a {key}");
    }
}

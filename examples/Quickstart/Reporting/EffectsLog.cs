namespace DurableParallel.Quickstart;

/// <summary>
/// One flushed line when the body of a step starts and one when its checkpoint is acknowledged:
/// <c>event, execution, step, file</c>, with tabs between them. Appends, so that a resumed audit goes on in the same file.
/// Safe to call from several threads.
/// </summary>
internal sealed class EffectsLog : IDisposable
{
    private readonly StreamWriter? _writer;
    private readonly Lock _lock = new();

    public EffectsLog(string? path)
    {
        if (path is not null)
        {
            var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            _writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        }
    }

    public void Started(string execution, string step, string file) => Write("start", execution, step, file);

    public void Acknowledged(string execution, string step, string file) => Write("acknowledged", execution, step, file);

    public void Dispose() => _writer?.Dispose();

    private void Write(string happened, string execution, string step, string file)
    {
        if (_writer is not null)
        {
            lock (_lock)
            {
                _writer.WriteLine($"{happened}\t{execution}\t{step}\t{Printable.Line(file)}");
            }
        }
    }
}

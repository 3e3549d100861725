using System.IO.MemoryMappedFiles;

namespace DurableParallel.Engine.Probe;

/// <summary>
/// One byte for every step of every execution in a mapped file, which outlives a process that is killed: which steps were
/// acknowledged.
/// </summary>
internal sealed class StepMarks : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _steps;
    private readonly int _length;

    public StepMarks(string path, int executions, int steps)
    {
        _steps = steps;
        _length = checked(executions * steps);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, _length);
        _view = _file.CreateViewAccessor();
    }

    public void Set(int execution, int step) => _view.Write(Position(execution, step), (byte)1);

    public bool IsSet(int execution, int step) => _view.ReadByte(Position(execution, step)) != 0;

    /// <summary>How many are set.</summary>
    public int Count()
    {
        var bytes = new byte[_length];
        _view.ReadArray(0, bytes, 0, bytes.Length);
        return bytes.Count(mark => mark != 0);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private long Position(int execution, int step) => ((long)execution * _steps) + step;
}

using System.IO.MemoryMappedFiles;

namespace DurableParallel.Benchmarks.Children;

/// <summary>
/// One byte for every step of every execution in a mapped file, which outlives a process that is killed: which steps were
/// acknowledged.
/// </summary>
internal sealed class StepMarks : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _steps;

    public StepMarks(string path, int executions, int steps)
    {
        _steps = steps;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, (long)executions * steps);
        _view = _file.CreateViewAccessor();
    }

    public void Set(int execution, int step) => _view.Write(Position(execution, step), (byte)1);

    public bool IsSet(int execution, int step) => _view.ReadByte(Position(execution, step)) != 0;

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private long Position(int execution, int step) => ((long)execution * _steps) + step;
}

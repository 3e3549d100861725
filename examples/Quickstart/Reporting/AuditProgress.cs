namespace DurableParallel.Quickstart;

/// <summary>Counts what happens in this process, as opposed to what the journal answers. Safe to read and write from several threads.</summary>
internal sealed class AuditProgress(int? killAfter = null, Action? kill = null)
{
    private int _answered;
    private int _ended;
    private int _filesListed;
    private int _highest = -1;
    private int _started;
    private int _stepsAnswered;

    /// <summary>How many files the folder holds; 0 until it is listed.</summary>
    public int FilesListed => Volatile.Read(ref _filesListed);

    /// <summary>Files that the journal answered whole: their branch did not run here, or none of its steps did.</summary>
    public int FilesAnswered => BranchesAnswered + Volatile.Read(ref _answered);

    /// <summary>Steps that the journal answered, other than those of the files it answered whole.</summary>
    public int StepsAnswered => Volatile.Read(ref _stepsAnswered);

    /// <summary>Files with an outcome, in this process or before.</summary>
    public int FilesSettled => FilesAnswered + Volatile.Read(ref _ended);

    // Branches start in order: what is below the highest and did not start here was answered.
    private int BranchesAnswered => Math.Max(0, Volatile.Read(ref _highest) + 1 - Volatile.Read(ref _started));

    public void Listed(int files) => Volatile.Write(ref _filesListed, files);

    /// <summary>The files with an outcome at the end: when no branch had to run, the scope's record alone tells.</summary>
    public void Settled(int files)
    {
        if (files > 0)
        {
            RaiseHighest(files - 1);
        }
    }

    public void StepsWereAnswered(int steps) => Interlocked.Add(ref _stepsAnswered, steps);

    public void FileStarted(int index)
    {
        Interlocked.Increment(ref _started);
        RaiseHighest(index);
    }

    /// <param name="ran">Whether a step of the file ran in this process.</param>
    /// <param name="stepsAnswered">How many of its steps the journal answered.</param>
    public void FileEnded(bool ran, int stepsAnswered = 0)
    {
        if (!ran)
        {
            Interlocked.Increment(ref _answered);
            return;
        }

        StepsWereAnswered(stepsAnswered);
        if (Interlocked.Increment(ref _ended) == killAfter)
        {
            kill?.Invoke();
        }
    }

    private void RaiseHighest(int index)
    {
        var highest = Volatile.Read(ref _highest);
        while (index > highest)
        {
            highest = Interlocked.CompareExchange(ref _highest, index, highest) is var seen && seen == highest ? index : seen;
        }
    }
}

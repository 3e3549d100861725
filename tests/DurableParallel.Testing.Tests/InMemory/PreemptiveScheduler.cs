using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.Tests.InMemory;

/// <summary>
/// Runs one item at a time, like <see cref="SeededScheduler"/>, and cuts items in two: at a hand-over another item may go
/// on in the place of the one that runs, by the seed. An item that was cut keeps its thread until it is drawn again.
/// </summary>
/// <param name="seed">Decides which item runs and where it is cut.</param>
/// <param name="chanceToCut">At how many hand-overs, of one hundred, an item is cut.</param>
internal sealed class PreemptiveScheduler(int seed, int chanceToCut) : WorkScheduler
{
    [ThreadStatic]
    private static Strand? _current;

    private readonly object _signal = new();
    private readonly List<Strand> _ready = [];
    private readonly Random _random = new(seed);
    private Exception? _failure;

    /// <summary>How many items have been cut.</summary>
    public int Cuts { get; private set; }

    public override void Queue(IThreadPoolWorkItem item) => Add(new Strand(this, item));

    public override void OnHandOver()
    {
        if (_current is { } strand && ReferenceEquals(strand.Owner, this) && _random.Next(100) < chanceToCut)
        {
            Cuts++;
            strand.Pause();
        }
    }

    /// <summary>Runs items until the task has ended, and then what is left, so that no thread stays behind.</summary>
    public void RunUntil(Task task)
    {
        _ = task.ContinueWith(static (_, scheduler) => ((PreemptiveScheduler)scheduler!).Wake(), this, TaskScheduler.Default);
        while (Take(task) is { } strand)
        {
            strand.Continue();
            if (_failure is not null)
            {
                throw new InvalidOperationException($"An item of seed {seed} has thrown.", _failure);
            }
        }
    }

    private Strand? Take(Task task)
    {
        lock (_signal)
        {
            while (_ready.Count == 0)
            {
                if (task.IsCompleted)
                {
                    return null;
                }

                Monitor.Wait(_signal);
            }

            var index = _random.Next(_ready.Count);
            var strand = _ready[index];
            _ready.RemoveAt(index);
            return strand;
        }
    }

    private void Add(Strand strand)
    {
        lock (_signal)
        {
            _ready.Add(strand);
            Monitor.PulseAll(_signal);
        }
    }

    private void Wake()
    {
        lock (_signal)
        {
            Monitor.PulseAll(_signal);
        }
    }

    /// <summary>An item and, once it has begun, the thread that it runs on.</summary>
    private sealed class Strand(PreemptiveScheduler owner, IThreadPoolWorkItem item)
    {
        private readonly object _turn = new();
        private bool _runs;
        private bool _hasBegun;

        public PreemptiveScheduler Owner => owner;

        /// <summary>Lets the item run until it ends or is cut. Called by the one thread that draws.</summary>
        public void Continue()
        {
            lock (_turn)
            {
                _runs = true;
                if (_hasBegun)
                {
                    Monitor.PulseAll(_turn);
                }
                else
                {
                    _hasBegun = true;
                    ThreadPool.UnsafeQueueUserWorkItem(static strand => strand.Run(), this, preferLocal: false);
                }

                while (_runs)
                {
                    Monitor.Wait(_turn);
                }
            }
        }

        /// <summary>Stands still until it is drawn again. Called by the item.</summary>
        public void Pause()
        {
            owner.Add(this);
            lock (_turn)
            {
                Stop();
                while (!_runs)
                {
                    Monitor.Wait(_turn);
                }
            }
        }

        private void Stop()
        {
            _runs = false;
            Monitor.PulseAll(_turn);
        }

        private void Run()
        {
            _current = this;
            try
            {
                item.Execute();
            }
            catch (Exception exception)
            {
                owner._failure = exception;
            }
            finally
            {
                _current = null;
                lock (_turn)
                {
                    Stop();
                }
            }
        }
    }
}

using System.Diagnostics;
using System.Security.Cryptography;
using DurableParallel.Errors;
using DurableParallel.Server.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Workers;

/// <summary>A function process that the server starts, and starts again when it has ended.</summary>
internal sealed class WorkerProcess(string functions, string command, ServerKeys? keys, WorkerDesk desk, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // A process that ran so long did not end because it cannot begin.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private CancellationTokenSource? _current;
    private string _address = "";
    private string? _port;
    private volatile bool _isEnding;
    private volatile bool _hasAsked;
    private volatile DurableError? _initError;

    /// <summary>Part of the path that the process calls, so that it is known by what it asks.</summary>
    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Lets it ask for events at a host and port of its own, for example 127.0.0.1:34567; set before it is started.</summary>
    public void UsePort(string address) => _port = address;

    /// <summary>Starts it, with the server at an address, for example 127.0.0.1:9911.</summary>
    public void Start(string address)
    {
        _address = address;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Completes when it has ended and is not started again.</summary>
    public Task Ended => _running;

    /// <summary>The process has asked for an event, so that it has started.</summary>
    public void OnAsked() => _hasAsked = true;

    /// <summary>The process has said why it cannot start.</summary>
    public void OnInitError(DurableError error) => _initError = error;

    /// <summary>From now on it is not started again.</summary>
    public void BeginStop() => _isEnding = true;

    /// <summary>Ends the process, which is started again: it takes too long, and would take nothing else meanwhile.</summary>
    public void Restart()
    {
        try
        {
            Volatile.Read(ref _current)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        BeginStop();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        var names = WorkerFunctions.Parse(functions)!;
        while (!_isEnding)
        {
            var begun = TimeProvider.System.GetTimestamp();
            var how = await RunOnceAsync().ConfigureAwait(false);
            desk.OnProcessExited(this, how);
            if (_isEnding)
            {
                return;
            }

            if (!_hasAsked)
            {
                var reported = _initError;
                desk.OnProcessNotStarted(names, next => FunctionAnswer.NotStarted(next.RequestId, how, reported));
            }

            pause = TimeProvider.System.GetElapsedTime(begun) >= LongEnough ? FirstPause : pause;
            await Task.Delay(pause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;

            // Only now, as what ends both, such as Ctrl-C, may end the process first.
            if (!_isEnding)
            {
                logger.ProcessStartedAgain(ShownList.Of(names.Names, names.Names.Count), how);
            }
        }
    }

    private async Task<string> RunOnceAsync()
    {
        (_hasAsked, _initError) = (false, null);
        using var process = new Process { StartInfo = Describe() };
        using var current = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Volatile.Write(ref _current, current);
        try
        {
            process.Start();
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            return $"Runtime could not be started: {fault.Message}";
        }

        try
        {
            await process.WaitForExitAsync(current.Token).ConfigureAwait(false);
            return $"Runtime exited with error: exit status {process.ExitCode}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return "Runtime was ended";
        }
    }

    private ProcessStartInfo Describe()
    {
        var info = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", $"exec {command}"]);
        WorkerEnvironment.Fill(
            info.Environment,
            functions.Split(',')[0],
            _port ?? $"{_address}/runtime/{functions}/{Key}",
            _address,
            keys,
            TimeProvider.System.GetUtcNow());
        return info;
    }
}

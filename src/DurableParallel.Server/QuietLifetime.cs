using Microsoft.Extensions.Hosting;

namespace DurableParallel.Server;

/// <summary>Leaves the signals of the process to the program that the server is a part of.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

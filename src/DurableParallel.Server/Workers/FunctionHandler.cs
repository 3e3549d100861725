namespace DurableParallel.Server;

/// <summary>
/// A function that runs in the server's own process: takes the event that a function process would get, and gives the
/// answer that it would send. What it throws is a failed invocation. Called from several threads at once.
/// </summary>
/// <param name="request">The event.</param>
/// <param name="cancellationToken">Signalled when the invocation's time is up.</param>
/// <returns>The answer.</returns>
public delegate Task<Stream> FunctionHandler(FunctionRequest request, CancellationToken cancellationToken);

using Amazon.Runtime;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>For a server on this machine that asks for no signature.</summary>
internal sealed class NoCredentialSource : ICredentialSource
{
    public ValueTask<ImmutableCredentials?> GetAsync(CancellationToken cancellationToken) => default;
}

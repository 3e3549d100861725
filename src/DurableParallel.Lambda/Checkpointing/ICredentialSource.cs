using Amazon.Runtime;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>Where the keys come from with which requests are signed.</summary>
internal interface ICredentialSource
{
    /// <summary>The keys of this moment; null where requests go unsigned.</summary>
    ValueTask<ImmutableCredentials?> GetAsync(CancellationToken cancellationToken);
}

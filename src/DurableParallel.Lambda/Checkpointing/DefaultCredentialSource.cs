using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>The keys that every AWS SDK would find: of the environment, a profile, a container or an instance.</summary>
internal sealed class DefaultCredentialSource : ICredentialSource, IDisposable
{
    private readonly DefaultAWSCredentialsIdentityResolver _resolver = new();

    public async ValueTask<ImmutableCredentials?> GetAsync(CancellationToken cancellationToken)
    {
        var credentials = await _resolver.ResolveIdentityAsync(clientConfig: null, cancellationToken).ConfigureAwait(false);
        return await credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    public void Dispose() => _resolver.Dispose();
}

using DurableParallel.Server.Api;

namespace DurableParallel.Server.Security;

/// <summary>A server that listens beyond its machine needs a key, and a secret for its workers.</summary>
internal static class ListenCheck
{
    /// <exception cref="DurableException">It has none.</exception>
    public static void Check(DurableServerOptions options)
    {
        if (options.Keys is { IsEmpty: true })
        {
            throw new ArgumentException("Keys need an access key's id and secret, or a bearer token; neither is whole.", nameof(options));
        }

        foreach (var url in options.Urls)
        {
            if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"A URL to listen on begins with http://, for example {DurableServerOptions.DefaultUrl}; found '{ApiRequest.Shown(url)}'.", nameof(options));
            }

            if (!RequestGuard.IsLoopback(HostOf(url)) && (options.Keys is null || options.WorkerSecret is null))
            {
                throw new DurableException(
                    ServerErrorCodes.KeyMissing,
                    $"The server would listen on {url}, which others than this machine reach, without a key and a secret for its workers. "
                    + "Configure both, or listen on 127.0.0.1.");
            }
        }
    }

    private static string HostOf(string url)
    {
        var rest = url["http://".Length..].Split('/')[0];
        var end = rest.EndsWith(']') ? rest.Length : rest.LastIndexOf(':');
        return end < 0 ? rest : rest[..end];
    }
}

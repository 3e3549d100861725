using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DurableParallel.Server.Connections;

/// <summary>What a server asks of Kestrel.</summary>
internal static class KestrelLimits
{
    // Workers wait for events as long as there are none, and every room has a limit of its own for what it reads.
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxConcurrentConnections ??= DescriptorLimit.MaxConnections;
    }
}

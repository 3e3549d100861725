using System.Net;
using System.Net.Sockets;
using DurableParallel.Console.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Security;

/// <summary>
/// Who may ask while the application has said nothing of it: requests from this machine, to a name of this machine. The address is
/// that of the connection, and a request that says that it was forwarded comes from somewhere else. The name is asked for because
/// a page of another site can have its own name point here.
/// </summary>
internal sealed class AccessRule(IReadOnlyCollection<string> allowedHosts)
{
    private static readonly string[] ForwardedBy = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP", "Via"];

    /// <summary>Whether the application authorizes requests to an endpoint with that metadata.</summary>
    public static bool IsAuthorized(IReadOnlyList<object> metadata) =>
        metadata.Any(static item => item is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData)
        && !metadata.Any(static item => item is IAllowAnonymous);

    /// <exception cref="ApiRefusal">The request is not from this machine, or not meant for it.</exception>
    public void Check(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint && IsAuthorized(endpoint.Metadata))
        {
            return;
        }

        if (!IsFromHere(http.Connection))
        {
            throw ApiRefusal.Forbidden("The console answers requests from this machine alone, because it was mapped without authorization. Map it with RequireAuthorization to open it to others.");
        }

        if (ForwardedBy.FirstOrDefault(http.Request.Headers.ContainsKey) is { } header)
        {
            throw ApiRefusal.Forbidden($"The request was forwarded (it has the header {header}), and the console answers requests from this machine alone, because it was mapped without authorization.");
        }

        if (!IsOfHere(http.Request.Host.Host))
        {
            throw ApiRefusal.Forbidden($"The request names the host '{ApiRefusal.Shown(http.Request.Host.Host)}', which is no name of this machine's loopback interface. Use localhost, or add the name to AllowedHosts.");
        }
    }

    // A connection without an address is that of a socket in the file system, whose other end may be a proxy.
    private static bool IsFromHere(ConnectionInfo connection) => connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(Plain(address));

    private static IPAddress Plain(IPAddress address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private bool IsOfHere(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(Plain(address)))
        || allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}

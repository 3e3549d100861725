using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DurableParallel.Reliability.Hostile;

/// <summary>What came back: status 0 when the connection was closed without an answer, -1 when nothing came in time.</summary>
internal sealed record HostileReply(int Status, string? Code, string Body)
{
    public static async Task<HostileReply> SendAsync(IPEndPoint server, byte[] request, TimeSpan patience, bool isWhole = true)
    {
        using var late = new CancellationTokenSource(patience);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var received = new MemoryStream();
        try
        {
            await socket.ConnectAsync(server, late.Token);
            var sending = SendAllAsync(socket, request, isWhole, late.Token);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await socket.ReceiveAsync(buffer, late.Token)) > 0)
            {
                received.Write(buffer, 0, read);

                // What a server has not read of a body keeps the connection open for a while.
                if (IsComplete(received))
                {
                    return Parse(received.ToArray());
                }
            }

            await sending;
        }
        catch (OperationCanceledException)
        {
            return received.Length == 0 ? new HostileReply(-1, null, "") : Parse(received.ToArray());
        }
        catch (SocketException)
        {
            // The server has answered and closed while the rest was still being sent.
        }

        return Parse(received.ToArray());
    }

    private static async Task SendAllAsync(Socket socket, byte[] request, bool isWhole, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < request.Length;)
            {
                sent += await socket.SendAsync(request.AsMemory(sent), cancellationToken);
            }

            if (!isWhole)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Refused before all of it was there.
        }
    }

    private static bool IsComplete(MemoryStream received)
    {
        var text = Encoding.Latin1.GetString(received.GetBuffer(), 0, (int)received.Length);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = end < 0 ? null : Array.Find(text[..end].Split("\r\n"), line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is not null && text.Length >= end + 4 + int.Parse(length.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }

    private static HostileReply Parse(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (!text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            return new HostileReply(0, null, text);
        }

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var code = Array.Find(text[..Math.Max(end, 0)].Split("\r\n"), line => line.StartsWith("x-amzn-ErrorType:", StringComparison.OrdinalIgnoreCase));
        var body = end < 0 ? "" : text[(end + 4)..];
        return new HostileReply(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), code?[17..].Trim() ?? RuntimeCode(body), body);
    }

    // Lambda's Runtime API says what is wrong in the body.
    private static string? RuntimeCode(string body)
    {
        const string Member = "{\"errorType\":\"";
        return body.StartsWith(Member, StringComparison.Ordinal) ? body[Member.Length..body.IndexOf('"', Member.Length)] : null;
    }
}

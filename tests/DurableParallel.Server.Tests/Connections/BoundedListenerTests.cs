using System.Net;
using DurableParallel.Server.Connections;
using Microsoft.AspNetCore.Connections;

namespace DurableParallel.Server.Tests.Connections;

[CancelAfter(30_000)]
public sealed class BoundedListenerTests
{
    [Test]
    public async Task AcceptAsync_WithEveryPlaceTaken_AcceptsTheNextWhenOneIsDisposed(CancellationToken cancellationToken)
    {
        var inner = new EndlessListener();
        await using var listener = new BoundedListener(inner, 2);
        var first = await listener.AcceptAsync(cancellationToken);
        await listener.AcceptAsync(cancellationToken);

        var third = listener.AcceptAsync(cancellationToken).AsTask();
        third.IsCompleted.Should().BeFalse();
        inner.Accepted.Should().Be(2, "the third waits in the system's backlog");

        await first!.DisposeAsync();
        await first.DisposeAsync();
        (await third).Should().NotBeNull();
        var fourth = listener.AcceptAsync(cancellationToken).AsTask();
        fourth.IsCompleted.Should().BeFalse("disposing twice gives one place back");
        inner.Accepted.Should().Be(3);
        await listener.UnbindAsync(cancellationToken);
        (await fourth).Should().BeNull("a listener that is unbound has no further connection");
    }

    [Test]
    public async Task AcceptAsync_ThatFails_KeepsNoPlace(CancellationToken cancellationToken)
    {
        var inner = new EndlessListener { Failures = 3 };
        await using var listener = new BoundedListener(inner, 1);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await FluentActions.Awaiting(async () => await listener.AcceptAsync(cancellationToken)).Should().ThrowAsync<IOException>();
        }

        (await listener.AcceptAsync(cancellationToken)).Should().NotBeNull();
    }

    [Test]
    public async Task AcceptAsync_GivenUpWhileItWaits_SaysSo(CancellationToken cancellationToken)
    {
        await using var listener = new BoundedListener(new EndlessListener(), 1);
        await listener.AcceptAsync(cancellationToken);
        using var caller = new CancellationTokenSource();
        var waiting = listener.AcceptAsync(caller.Token).AsTask();
        await caller.CancelAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    private sealed class EndlessListener : IConnectionListener
    {
        public int Accepted { get; private set; }

        public int Failures { get; set; }

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (Failures-- > 0)
            {
                throw new IOException("No connection.");
            }

            Accepted++;
            return new ValueTask<ConnectionContext?>(new DefaultConnectionContext());
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => default;

        public ValueTask DisposeAsync() => default;
    }
}

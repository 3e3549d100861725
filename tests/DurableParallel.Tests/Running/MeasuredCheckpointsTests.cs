using System.Diagnostics.Metrics;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Watching;

namespace DurableParallel.Tests.Running;

[NonParallelizable]
public sealed class MeasuredCheckpointsTests
{
    [Test]
    public void Listener_HearsNothingInsideSubmit_AndEverythingOnceAcknowledged()
    {
        var heard = new List<long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "durableparallel.checkpoint.size")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => heard.Add(bytes));
        listener.Start();
        var port = new KeptPort();
        var measured = MeasuredCheckpoints.Around(port, TimeProvider.System);

        measured.Submit(Update(OperationAction.Start, payload: null), waiter: null);
        measured.Submit(Update(OperationAction.Succeed, payload: "four"), new DeafWaiter());
        var inside = heard.ToList();
        port.Waiter!.OnAcknowledged(DateTimeOffset.UnixEpoch);

        inside.Should().BeEmpty("a listener is the user's code, and a submission holds the gate of the tracker");
        heard.Should().Equal(0, 4);
    }

    [Test]
    public void Members_OfAPort_AreAllPassedOn()
    {
        var map = typeof(MeasuredCheckpoints).GetInterfaceMap(typeof(ICheckpointPort));

        map.TargetMethods.Should().OnlyContain(method => method.DeclaringType == typeof(MeasuredCheckpoints), "a host must not lose a call because somebody measures");
    }

    private static OperationUpdate Update(OperationAction action, string? payload) =>
        new() { Id = new OperationId(parent: null, 1), Type = OperationType.Step, Action = action, Payload = payload };

    private sealed class KeptPort : ICheckpointPort
    {
        public bool SetStatus(OperationId? context, string? status) => true;

        public ICheckpointWaiter? Waiter { get; private set; }

        public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter) => Waiter = waiter ?? Waiter;

        public string CallbackIdOf(OperationId id) => id.ToString();
    }

    private sealed class DeafWaiter : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
        }
    }
}

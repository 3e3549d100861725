using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Operations;

public sealed class OperationPlacesTests
{
    [Test]
    public void Find_OfAnOperationThatIsRecordedAtThatMoment_LeavesItsNumber()
    {
        var places = new OperationPlaces(1);
        places.Add(1, number: 1, parent: 0);

        for (var i = 0; i < 20_000; i++)
        {
            var fresh = new OperationId(parent: null, number: 2);
            Parallel.Invoke(() => places.Find(fresh), () => fresh.AttachHostKey(2));

            fresh.HostKey.Should().Be(2, "a record without its number damages the journal");
        }
    }
}

using DurableParallel.Engine.Executions;

namespace DurableParallel.Engine.Tests.Executions;

[TestFixture]
internal sealed class RecordStoreTests
{
    private readonly RecordArrays _arrays = new();

    [Test]
    public void Trim_OfAllAndThenOfNothing_LeavesAnEmptyStore()
    {
        var store = default(RecordStore);
        store.Append([1, 2, 3], _arrays);

        store.Trim(3, _arrays);
        store.Trim(0, _arrays);

        store.Length.Should().Be(0);
        store.Bytes.IsEmpty.Should().BeTrue();
    }

    [Test]
    public void Trim_OfAPart_KeepsWhatCameAfter()
    {
        var store = default(RecordStore);
        for (byte record = 1; record <= 200; record++)
        {
            store.Append([record, record], _arrays);
        }

        store.Trim(390, _arrays);

        store.Bytes.ToArray().Should().Equal(196, 196, 197, 197, 198, 198, 199, 199, 200, 200);
    }
}

namespace DurableParallel.Benchmarks.Layouts;

/// <summary>A row a record, to be found by execution and operation.</summary>
internal sealed class IndexedRowLayout : RowLayout
{
    public override string Name => "indexed";

    public override string Description => "a row a record, indexed by execution and operation";

    public override string Schema => base.Schema + "; CREATE UNIQUE INDEX by_operation ON record (execution, operation)";
}

using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

internal readonly record struct PendingCheckpoint(OperationUpdate Update, ICheckpointWaiter? Waiter, RecordedStatus? Status);

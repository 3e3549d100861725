using DurableParallel.Checkpoints;
using DurableParallel.Protocol;

namespace DurableParallel.Testing.InMemory;

internal readonly record struct PendingCheckpoint(OperationUpdate Update, ICheckpointWaiter? Waiter);

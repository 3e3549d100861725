namespace DurableParallel.Quickstart;

internal delegate ProgressLine ProgressLineFactory(AuditProgress progress);

namespace DurableParallel.Engine.Journal;

/// <summary>A journal that is ready to be read, and then written.</summary>
/// <param name="Options">The engine's options, with the journal's place as it was found.</param>
/// <param name="Store">The journal; its end gives it free for another engine.</param>
/// <param name="TornBytes">How many bytes a crash has left of a commit that was not complete.</param>
internal sealed record OpenedJournal(DurableEngineOptions Options, IJournalStore Store, long TornBytes);

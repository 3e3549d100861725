namespace DurableParallel.Engine.Journal.Log;

/// <summary>What is said of an operation once: its place and its description.</summary>
/// <param name="Number">The place below the parent.</param>
/// <param name="Parent">The ordinal of the place above; 0 is the root.</param>
/// <param name="RecordedParent">The ordinal of the nearest recorded context above; 0 is none. Differs from the parent below flat branches.</param>
/// <param name="Type">The operation's type.</param>
/// <param name="SubType">The operation's subtype, if it was given one.</param>
/// <param name="Name">The operation's name, if it was given one.</param>
internal readonly record struct OperationMention(int Number, int Parent, int RecordedParent, OperationType Type, string? SubType, string? Name);

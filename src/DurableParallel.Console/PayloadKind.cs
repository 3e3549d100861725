namespace DurableParallel.Console;

/// <summary>What a text is that the console is about to show.</summary>
public enum PayloadKind
{
    /// <summary>The input of an execution, of an invoke or of a schedule.</summary>
    Input,

    /// <summary>The result of an execution or of an operation, the value of a callback or of an event.</summary>
    Result,

    /// <summary>What an execution says of itself.</summary>
    CustomStatus,

    /// <summary>The message of an error.</summary>
    ErrorMessage,

    /// <summary>What an error carries besides: its data, or a line of its stack.</summary>
    ErrorData,
}

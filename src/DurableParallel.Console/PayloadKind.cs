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

    /// <summary>The message of an error, also why an execution is blocked, why a schedule could not start one, and why a request was refused.</summary>
    ErrorMessage,

    /// <summary>What an error carries besides: its data, or a line of its stack.</summary>
    ErrorData,

    /// <summary>The value of a tag. Its key is a name.</summary>
    TagValue,

    /// <summary>What a person has noted, such as why a schedule is paused.</summary>
    Note,
}

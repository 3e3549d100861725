namespace DurableParallel.Running;

/// <summary>What a limit of a host is for.</summary>
internal enum LimitKind
{
    /// <summary>The characters of an operation's name.</summary>
    Name,

    /// <summary>The bytes of a payload.</summary>
    Payload,

    /// <summary>The number of operations.</summary>
    Operations,
}

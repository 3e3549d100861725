namespace DurableParallel.Server;

/// <summary>Whose limits hold.</summary>
public enum ServerProfile
{
    /// <summary>Those of AWS Lambda durable functions: among them 3,000 operations and 100 MB an execution, and 256 KiB of asynchronous input.</summary>
    Aws,

    /// <summary>Those of this machine: operations without number, and 6 MiB of asynchronous input.</summary>
    Local,
}

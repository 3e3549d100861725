using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>Knows the processes that run functions, and hands invocations to them.</summary>
internal interface IFunctionHost
{
    /// <summary>The function; null when nobody is known who runs it. Safe from any thread, and returns quickly.</summary>
    ServedFunction? Find(FunctionReference function);

    /// <summary>The functions that are known, without versions. Safe from any thread.</summary>
    IReadOnlyCollection<string> List() => [];

    /// <summary>Lets a process run the function. Returns at once; <see cref="ServedInvocation.Complete"/> says how it went.</summary>
    void Invoke(ServedInvocation invocation);
}

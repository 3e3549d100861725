using DurableParallel.Engine;
using DurableParallel.Serialization;

namespace DurableParallel.Testing.Running;

/// <summary>The input of runs, written by the serializer of each run's function.</summary>
internal abstract class RunInput
{
    public static RunInput None { get; } = new NoInput();

    public static RunInput Of<TIn>(TIn input) => new Typed<TIn>(input);

    /// <exception cref="PayloadRefusedException">It is not what the function takes.</exception>
    public abstract string? Write(FunctionInput function, string executionName);

    private sealed class NoInput : RunInput
    {
        public override string? Write(FunctionInput function, string executionName) => null;
    }

    private sealed class Typed<TIn>(TIn input) : RunInput
    {
        public override string? Write(FunctionInput function, string executionName)
        {
            var payload = function.Write(input, function.Serializer, out var isKnownToFit);
            return !isKnownToFit && function.WhyUnreadable(payload) is { } unreadable
                ? throw new PayloadRefusedException($"The input of the execution '{executionName}'", executionName, function.Type!.Type, unreadable)
                : payload;
        }
    }
}

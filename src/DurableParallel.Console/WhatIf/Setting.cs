using System.Runtime.InteropServices;

namespace DurableParallel.Console.WhatIf;

/// <summary>A rule in a question: left as it was, or set to a value, where null takes the rule away.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Setting<T>(bool IsGiven, T? Value)
    where T : struct
{
    public static implicit operator Setting<T>(T? value) => new(IsGiven: true, value);

    public T? Over(T? recorded) => IsGiven ? Value : recorded;
}

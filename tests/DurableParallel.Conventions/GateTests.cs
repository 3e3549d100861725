using System.Reflection;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>
/// What an execution has only for a while is guarded by its gate, and goes as soon as the execution ends or sleeps. A method
/// that takes the gate reads it only while it holds the gate, and goes on with what it read: read once more afterwards it may
/// be gone. Methods that never take the gate leave that to their callers.
/// </summary>
public sealed class GateTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static Type Execution => Packages.Load("DurableParallel.Engine").GetType("DurableParallel.Engine.Executions.Execution", throwOnError: true)!;

    // The fields of the object that comes and goes, which the properties of the same names read.
    private static HashSet<MemberInfo> Guarded
    {
        get
        {
            var fields = Packages.Load("DurableParallel.Engine").GetType("DurableParallel.Engine.Executions.ExecutionWork", throwOnError: true)!
                .GetFields().Select(static info => info.Name).ToHashSet(StringComparer.Ordinal);
            return [.. Execution.GetProperties(Own).Where(property => fields.Contains(property.Name)).Select(property => property.GetMethod!)];
        }
    }

    [Test]
    public void Execution_WhatItsGateGuards_IsReadOnlyUnderTheGate()
    {
        var bodies = MethodsOf(Execution).Select(method => new GatedMethod(method)).ToList();
        var reads = Guarded;
        reads.Should().NotBeEmpty();
        bodies.Should().Contain(body => body.TakesGate);

        // Whoever reads it without the gate has callers that hold it.
        int known;
        do
        {
            known = reads.Count;
            reads.UnionWith(bodies.Where(body => !body.TakesGate && body.CallsOutside(reads).Any()).Select(body => body.Method));
        }
        while (reads.Count > known);

        bodies.Where(body => body.TakesGate)
            .SelectMany(body => body.CallsOutside(reads).Select(called => $"{body.Method.DeclaringType!.Name}.{body.Method.Name} reads {called.Name}"))
            .Should().BeEmpty("it may be gone when the gate is not held");
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) =>
        type.GetMethods(Own).Concat(type.GetNestedTypes(BindingFlags.NonPublic).SelectMany(MethodsOf)).Where(method => method.GetMethodBody() is not null);
}

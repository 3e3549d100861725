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

    private static readonly string[] GuardedMembers = ["_work", "Work", "WorkOrNull", "Turn", "BlockedBy", "Signals"];

    // All who know an execution know its gate.
    private static IReadOnlyList<Type> Types =>
        [.. Packages.Load("DurableParallel.Engine").GetTypes().Where(static type => type is { Namespace: "DurableParallel.Engine.Executions", DeclaringType: null })];

    private static HashSet<MemberInfo> Guarded =>
        [.. Types.Where(static type => type.Name is "Execution" or "RecordedExecution").SelectMany(static type => type.GetMembers(Own))
            .Where(static member => GuardedMembers.Contains(member.Name, StringComparer.Ordinal)).Select(static member => (member as PropertyInfo)?.GetMethod ?? member)];

    [Test]
    public void Execution_WhatItsGateGuards_IsReadOnlyUnderTheGate()
    {
        var bodies = Types.SelectMany(MethodsOf).Select(static method => new GatedMethod(method)).ToList();
        var reads = Guarded;
        reads.Should().HaveSameCount(GuardedMembers);
        bodies.Should().Contain(body => body.TakesGate);

        // Whoever reads it without the gate has callers that hold it.
        int known;
        do
        {
            known = reads.Count;
            reads.UnionWith(bodies.Where(body => !body.TakesGate && body.CallsOutside(reads).Any()).SelectMany(static body => WithBase(body.Method)).ToList());
        }
        while (reads.Count > known);

        bodies.Where(body => body.TakesGate)
            .SelectMany(body => body.CallsOutside(reads).Select(called => $"{body.Method.DeclaringType!.Name}.{body.Method.Name} reads {called.Name}"))
            .Should().BeEmpty("it may be gone when the gate is not held");
    }

    private static IEnumerable<MemberInfo> WithBase(MethodBase method) =>
        method is MethodInfo overriding ? [method, overriding.GetBaseDefinition()] : [method];

    private static IEnumerable<MethodBase> MethodsOf(Type type) =>
        type.GetMethods(Own).Concat(type.GetNestedTypes(BindingFlags.NonPublic).SelectMany(MethodsOf)).Where(method => method.GetMethodBody() is not null);
}

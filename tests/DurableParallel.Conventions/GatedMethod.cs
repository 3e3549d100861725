using System.Reflection;

namespace DurableParallel.Conventions;

/// <summary>A method, and which of its instructions run while it holds a lock of its own.</summary>
internal sealed class GatedMethod
{
    private readonly List<(int Offset, MemberInfo Member)> _members;
    private readonly List<ExceptionHandlingClause> _locks;

    public GatedMethod(MethodBase method)
    {
        Method = method;
        var body = method.GetMethodBody()!;
        _members = [.. InstructionReader.MembersAt(method, body)];
        _locks = [.. body.ExceptionHandlingClauses.Where(clause =>
            clause.Flags == ExceptionHandlingClauseOptions.Finally
            && _members.Exists(item => IsIn(item.Offset, clause.HandlerOffset, clause.HandlerLength) && item.Member is { Name: nameof(Monitor.Exit), DeclaringType.Name: nameof(Monitor) }))];
    }

    public MethodBase Method { get; }

    public bool TakesGate => _locks.Count > 0;

    /// <summary>Those of the members that it names where it holds no lock.</summary>
    public IEnumerable<MemberInfo> CallsOutside(IReadOnlySet<MemberInfo> members) =>
        _members.Where(item => members.Contains(item.Member) && !_locks.Exists(held => IsIn(item.Offset, held.TryOffset, held.TryLength))).Select(item => item.Member);

    private static bool IsIn(int offset, int start, int length) => offset >= start && offset < start + length;
}

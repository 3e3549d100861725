using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace DurableParallel.Conventions;

/// <summary>Reads the instructions of a method for the members that they name.</summary>
internal static class InstructionReader
{
    private const byte TwoBytePrefix = 0xFE;

    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<OpCode>()
        .ToDictionary(code => unchecked((ushort)code.Value));

    public static IEnumerable<MemberInfo> Members(MethodBase method, MethodBody body) => MembersAt(method, body).Select(item => item.Member);

    /// <summary>The members, each with the offset of what stands behind the instruction's code.</summary>
    public static IEnumerable<(int Offset, MemberInfo Member)> MembersAt(MethodBase method, MethodBody body)
    {
        var code = body.GetILAsByteArray() ?? [];
        var position = 0;
        while (position < code.Length)
        {
            ushort value = code[position++];
            if (value == TwoBytePrefix)
            {
                value = (ushort)((value << 8) | code[position++]);
            }

            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return (position, Resolve(method, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(position))));
            }

            position += Length(operand, code.AsSpan(position));
        }
    }

    private static MemberInfo Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    private static int Length(OperandType operand, ReadOnlySpan<byte> rest) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(rest)),
        _ => 4,
    };
}

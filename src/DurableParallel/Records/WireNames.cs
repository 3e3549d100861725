using System.Text;

namespace DurableParallel.Records;

/// <summary>The wire's tokens of enum members, for example FAILURE_TOLERANCE_EXCEEDED. Both serializers write these for the enums of this library.</summary>
internal static class WireNames
{
    /// <summary>The token of a member: its name in upper case, the words parted by underscores. Safe from any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of its enum.</exception>
    public static string ToWireName<TEnum>(this TEnum value)
        where TEnum : struct, Enum =>
        Table<TEnum>.Tokens.TryGetValue(value, out var token)
            ? token
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{value} is no member of {typeof(TEnum).Name}; expected one of {string.Join(", ", Table<TEnum>.Members.Keys)}.");

    /// <summary>The member that a token stands for. Tokens are compared as they are, case and all.</summary>
    public static bool TryParse<TEnum>(string token, out TEnum value)
        where TEnum : struct, Enum =>
        Table<TEnum>.Members.TryGetValue(token, out value);

    /// <summary>All tokens of an enum, for messages.</summary>
    public static string Expected<TEnum>()
        where TEnum : struct, Enum =>
        string.Join(", ", Table<TEnum>.Members.Keys);

    // The service spells this one status with two l; everywhere else it is spelt as .NET spells it.
    private static string TokenOf<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        value is OperationStatus.Canceled ? "CANCELLED" : TokenOf(value.ToString());

    private static string TokenOf(string name)
    {
        var token = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            if (char.IsUpper(character) && token.Length > 0)
            {
                token.Append('_');
            }

            token.Append(char.ToUpperInvariant(character));
        }

        return token.ToString();
    }

    private static class Table<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Tokens = Enum.GetValues<TEnum>().Distinct().ToDictionary(value => value, TokenOf);

        public static readonly Dictionary<string, TEnum> Members = Tokens.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}

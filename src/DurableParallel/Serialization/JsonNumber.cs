using System.Globalization;

namespace DurableParallel.Serialization;

/// <summary>Compares the texts of JSON numbers by value, exactly and at any size.</summary>
internal static class JsonNumber
{
    public static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.Ordinal) || string.Equals(Normal(left), Normal(right), StringComparison.Ordinal);

    /// <summary>The digits without zeros at either end, and the power of ten of the last one.</summary>
    public static string Normal(string text)
    {
        var isNegative = text.StartsWith('-');
        var mark = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = isNegative ? text[1..(mark < 0 ? text.Length : mark)] : text[..(mark < 0 ? text.Length : mark)];
        var exponent = 0L;
        if (mark >= 0 && !long.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return text;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        return significant.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{(isNegative ? "-" : "")}{significant}e{exponent}");
    }
}

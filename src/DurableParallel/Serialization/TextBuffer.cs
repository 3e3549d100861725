using System.Globalization;
using System.Text;

namespace DurableParallel.Serialization;

/// <summary>Texts in the making. One is kept per thread; a converter that serialises while it is rented gets another.</summary>
internal static class TextBuffer
{
    private const int InitialChars = 256;
    private const int MaxKeptChars = 16384;

    [ThreadStatic]
    private static StringWriter? _kept;

    public static StringWriter Rent()
    {
        var text = _kept ?? new StringWriter(new StringBuilder(InitialChars), CultureInfo.InvariantCulture);
        _kept = null;
        return text;
    }

    public static void Return(StringWriter text)
    {
        var builder = text.GetStringBuilder();
        if (builder.Capacity <= MaxKeptChars)
        {
            builder.Clear();
            _kept = text;
        }
    }
}

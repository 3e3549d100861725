using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DurableParallel.Server.Api;

/// <summary>Where the next page of a list begins, as text for whoever asked.</summary>
internal static class PageMarker
{
    private const string Prefix = "at:";

    public static string Write(int index) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}")));

    /// <exception cref="ApiException">It is no marker.</exception>
    public static int Read(string? marker)
    {
        if (string.IsNullOrEmpty(marker))
        {
            return 0;
        }

        if (marker.Length <= 64 && Base64Url.IsValid(marker))
        {
            var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(marker));
            if (text.StartsWith(Prefix, StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return index;
            }
        }

        throw ApiException.InvalidParameter("Invalid Marker. Give the NextMarker of the page before, or none.");
    }
}

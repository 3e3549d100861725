using System.Globalization;
using System.Security.Cryptography;

namespace DurableParallel.Engine.Serving;

/// <summary>The tokens of one invocation: nobody guesses one, and each is good for one checkpoint.</summary>
internal sealed class CheckpointTokens
{
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private int _sequence;

    public string Next() => Convert.ToBase64String(
        System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_secret}:{++_sequence}")));
}

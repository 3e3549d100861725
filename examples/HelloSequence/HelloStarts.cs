using System.Globalization;
using System.Security.Cryptography;
using DurableParallel.Engine;

namespace DurableParallel.HelloSequence;

/// <summary>What to start: numbered names behind a common prefix.</summary>
internal static class HelloStarts
{
    public static string NewPrefix(TimeProvider time) =>
        $"hello-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";

    public static IEnumerable<StartRequest> Of(string prefix, int count) =>
        Enumerable.Range(1, count).Select(number => StartRequest.For(HelloFunction.Name, $"{prefix}-{number}", number));
}

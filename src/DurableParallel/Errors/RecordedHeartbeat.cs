namespace DurableParallel.Errors;

/// <summary>
/// The details of the latest heartbeat of an attempt that failed and is followed by another one: a line at the very end of
/// the stack of the error that is recorded of it. All hosts and the wire keep that line, and earlier versions show it.
/// </summary>
internal static class RecordedHeartbeat
{
    private const string Prefix = "--- heartbeat ";

    /// <summary>The details on record; null when there are none.</summary>
    public static string? Find(DurableError? error) =>
        error?.StackTrace is [.., var last] && last.StartsWith(Prefix, StringComparison.Ordinal) ? last[Prefix.Length..] : null;

    /// <summary>The error with these details. Other lines make way where there are too many.</summary>
    public static DurableError Note(DurableError error, string? details)
    {
        if (details is null)
        {
            return error;
        }

        var stack = error.StackTrace ?? [];
        for (var kept = stack.Count; ; kept /= 2)
        {
            var noted = error with { StackTrace = [.. stack.Take(kept), Prefix + details] };
            if (kept == 0 || ErrorTrimmer.Fits(noted))
            {
                return noted;
            }
        }
    }
}

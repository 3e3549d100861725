namespace DurableParallel.Examples;

/// <summary>Stands for whatever brings a question to a person; the callback's id goes with it, and comes back with the answer.</summary>
internal static class Mail
{
    public static Task SendAsync(string to, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        ArgumentException.ThrowIfNullOrEmpty(text);
        return Task.CompletedTask;
    }
}

namespace DurableParallel.HelloSequence.Web;

/// <param name="Url">Where to listen.</param>
/// <param name="Journal">The journal's file.</param>
internal sealed record ServeOptions(string Url, string Journal)
{
    /// <summary>Loopback: nobody else on the network may start executions.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";
}

namespace DurableParallel.Server.Api;

/// <summary>The ARNs of functions, of the place that the engine's executions say they are in.</summary>
internal static class FunctionArns
{
    public static string Of(string name, string version) => $"arn:aws:lambda:local:000000000000:function:{name}:{version}";

    public static string Unqualified(string name) => $"arn:aws:lambda:local:000000000000:function:{name}";
}

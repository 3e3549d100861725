using System.Security.Cryptography;

namespace DurableParallel.Server.Workers;

/// <summary>What Lambda tells a function's process by its environment.</summary>
internal static class WorkerEnvironment
{
    private const string Version = "$LATEST";
    private const string Region = "us-east-1";

    /// <param name="environment">The process's environment, which is that of the server at first.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="runtimeApi">Where the process asks for events.</param>
    /// <param name="server">The host and port of the server's own API.</param>
    /// <param name="keys">What checkpoints are signed with; null where they need not be.</param>
    /// <param name="now">When the process begins.</param>
    public static void Fill(IDictionary<string, string?> environment, string name, string runtimeApi, string server, ServerKeys? keys, DateTimeOffset now)
    {
        environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        environment["AWS_ENDPOINT_URL_LAMBDA"] = $"http://{server}";
        environment["AWS_LAMBDA_FUNCTION_NAME"] = name;
        environment["AWS_LAMBDA_FUNCTION_VERSION"] = Version;
        environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "1024";
        environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        environment["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{name}";
        environment["AWS_LAMBDA_LOG_STREAM_NAME"] = $"{now.UtcDateTime:yyyy'/'MM'/'dd}/[{Version}]{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        Default(environment, "AWS_REGION", Region);
        Default(environment, "AWS_DEFAULT_REGION", environment["AWS_REGION"]!);
        Default(environment, "AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        Default(environment, "LAMBDA_TASK_ROOT", Environment.CurrentDirectory);
        Default(environment, "_HANDLER", name);
        Default(environment, "TZ", ":UTC");
        Default(environment, "LANG", "en_US.UTF-8");
        if (keys is { AccessKeyId: { } id, SecretAccessKey: { } secret })
        {
            // Its checkpoints must be signed with the server's own key.
            environment["AWS_ACCESS_KEY_ID"] = id;
            environment["AWS_SECRET_ACCESS_KEY"] = secret;
            environment.Remove("AWS_SESSION_TOKEN");
        }

        Default(environment, "AWS_ACCESS_KEY_ID", "local");
        Default(environment, "AWS_SECRET_ACCESS_KEY", "local");
    }

    private static void Default(IDictionary<string, string?> environment, string name, string value)
    {
        if (!environment.TryGetValue(name, out var known) || string.IsNullOrEmpty(known))
        {
            environment[name] = value;
        }
    }
}

using System.Globalization;
using DurableParallel.Lambda.Checkpointing;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Runtime;

/// <summary>What the process is told by its environment. Immutable.</summary>
internal sealed record LambdaEnvironment
{
    private const string EndpointName = "AWS_ENDPOINT_URL_LAMBDA";
    private const string DefaultRegion = "us-east-1";

    /// <summary>Host, port and perhaps a path of the Runtime API; null outside of Lambda.</summary>
    public string? RuntimeApi { get; init; }

    public string? FunctionName { get; init; }

    public string? Region { get; init; }

    /// <summary>Another server to send checkpoints to; null for AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How many invocations run side by side.</summary>
    public int MaxConcurrency { get; init; } = 1;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether log lines are JSON, and not plain text.</summary>
    public bool LogJson { get; init; } = true;

    /// <summary>Whether the environment has keys to sign with.</summary>
    public bool HasKeys { get; init; }

    public TextWriter Output { get; init; } = Console.Out;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>By which a body counts as quiet, which is a matter of real time; null for the same clock.</summary>
    public TimeProvider? QuietClock { get; init; }

    /// <summary>Signalled when the process counts as dead: what runs is cut off, and nothing of it is heard of any more.</summary>
    public CancellationToken Death { get; init; }

    /// <exception cref="DurableLambdaException">A variable is set to something that it cannot be.</exception>
    public static LambdaEnvironment Read(Func<string, string?> variable) => new()
    {
        RuntimeApi = NullIfEmpty(variable("AWS_LAMBDA_RUNTIME_API")),
        FunctionName = NullIfEmpty(variable("AWS_LAMBDA_FUNCTION_NAME")),
        Region = NullIfEmpty(variable("AWS_REGION")) ?? NullIfEmpty(variable("AWS_DEFAULT_REGION")),
        Endpoint = ReadEndpoint(NullIfEmpty(variable(EndpointName))),
        MaxConcurrency = ReadConcurrency(NullIfEmpty(variable("AWS_LAMBDA_MAX_CONCURRENCY"))),
        LogLevel = ReadLevel(variable("AWS_LAMBDA_LOG_LEVEL")),
        LogJson = !"Text".Equals(variable("AWS_LAMBDA_LOG_FORMAT"), StringComparison.OrdinalIgnoreCase),
        HasKeys = NullIfEmpty(variable("AWS_ACCESS_KEY_ID")) is not null,
    };

    /// <summary>The service's address.</summary>
    /// <exception cref="DurableLambdaException">Neither an address nor a region is known.</exception>
    public Uri ServiceEndpoint => Endpoint ?? (Region is { } region
        ? new Uri($"https://lambda.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}")
        : throw new DurableLambdaException(
            LambdaErrorCodes.NotConfigured,
            $"Neither AWS_REGION nor {EndpointName} is set, so there is nowhere to send checkpoints. Lambda sets the region; elsewhere set one of them."));

    /// <summary>The service over HTTP. A server on this machine gets a signature only when there are keys.</summary>
    public CheckpointClient CreateClient(HttpClient http)
    {
        ICredentialSource credentials = Endpoint is { IsLoopback: true } && !HasKeys ? new NoCredentialSource() : new DefaultCredentialSource();
        return new CheckpointClient(http, ServiceEndpoint, new RequestSigner(Region ?? DefaultRegion, "lambda"), credentials, Clock);
    }

    private static Uri? ReadEndpoint(string? text) => text is null
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new DurableLambdaException(LambdaErrorCodes.NotConfigured, $"{EndpointName} is '{text}'; expected an address such as http://127.0.0.1:9911.");

    private static int ReadConcurrency(string? text) => text is null
        ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw new DurableLambdaException(LambdaErrorCodes.NotConfigured, $"AWS_LAMBDA_MAX_CONCURRENCY is '{text}'; expected a whole number of at least 1.");

    private static LogLevel ReadLevel(string? text) => text?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

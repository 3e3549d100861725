using System.CommandLine;
using System.Globalization;
using DurableParallel.Records;

namespace DurableParallel.Server;

/// <summary>The server's command line.</summary>
internal sealed class ServerCommand
{
    private const string FunctionName = "--function";
    private const string ExecName = "--exec";
    private const string EnvironmentPrefix = "DURABLEPARALLEL_";
    private const int MostDays = 36_500;
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);
    private readonly Option<string?> _journal = new("--journal") { Description = "The journal's file; without it, one under your local application data.", HelpName = "path" };
    private readonly Option<double?> _lockTimeout = new("--lock-timeout") { Description = "How long to wait for another process that has the journal open, in seconds (0).", HelpName = "seconds" };
    private readonly Option<string?> _urls = new("--urls") { Description = $"Where to listen, parted by semicolons ({DurableServerOptions.DefaultUrl}).", HelpName = "urls" };
    private readonly Option<string[]> _functions = new(FunctionName) { Description = "A function: NAME, NAME=http://host:port where it is called, or names parted by commas before --exec. May be repeated.", HelpName = "name" };
    private readonly Option<string[]> _commands = new(ExecName) { Description = "What starts a process for the --function before it.", HelpName = "command" };
    private readonly Option<string[]> _workerPorts = new("--worker-port") { Description = "NAME=PORT: a port of 127.0.0.1 for the workers of a function, which take no path. May be repeated.", HelpName = "name=port" };
    private readonly Option<int?> _endpointConcurrency = new("--endpoint-concurrency") { Description = "How many events one http://host:port gets at once (1).", HelpName = "count" };
    private readonly Option<double?> _workerTimeout = new("--worker-timeout") { Description = "How long a synchronous invoke waits for a worker to attach, in seconds (30).", HelpName = "seconds" };
    private readonly Option<string[]> _plain = new("--plain") { Description = "The name of a --function that is not durable. May be repeated.", HelpName = "name" };
    private readonly Option<string?> _profile = new("--profile") { Description = "Whose limits hold: aws (default) or local, which has none for operations.", HelpName = "profile" };
    private readonly Option<int?> _functionTimeout = new("--function-timeout") { Description = "How long one invocation may take, in seconds (900).", HelpName = "seconds" };
    private readonly Option<int?> _executionTimeout = new("--execution-timeout") { Description = "How long an execution may take, in seconds (no limit).", HelpName = "seconds" };
    private readonly Option<int?> _retention = new("--retention") { Description = "How many days an execution is kept after its end (14).", HelpName = "days" };
    private readonly Option<double?> _retryDelay = new("--retry-delay") { Description = "How long after a failed invocation the next one begins, in seconds (1).", HelpName = "seconds" };
    private readonly Option<bool> _noConsole = new("--no-console") { Description = "Leaves out the web console at /console." };
    private readonly RootCommand _root;

    public ServerCommand(Func<DurableServerOptions, CancellationToken, Task<int>> run)
    {
        _root = new RootCommand(
            "Runs AWS Lambda durable functions on this machine. Off this machine, keys are taken from the environment: "
            + $"{EnvironmentPrefix}ACCESS_KEY_ID and {EnvironmentPrefix}SECRET_ACCESS_KEY or {EnvironmentPrefix}BEARER_TOKEN, and {EnvironmentPrefix}WORKER_SECRET.")
        {
            _journal, _lockTimeout, _urls, _functions, _commands, _workerPorts, _endpointConcurrency, _workerTimeout, _plain, _profile, _functionTimeout, _executionTimeout, _retention, _retryDelay, _noConsole,
        };
        _root.SetAction(async (parsed, cancellationToken) =>
        {
            DurableServerOptions options;
            try
            {
                options = Bind(parsed);
            }
            catch (ArgumentException wrong)
            {
                await System.Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
                return 2;
            }

            return await run(options, cancellationToken).ConfigureAwait(false);
        });
    }

    public Task<int> InvokeAsync(string[] arguments) =>
        _root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout });

    /// <exception cref="ArgumentException">An argument is not valid.</exception>
    internal DurableServerOptions Bind(string[] arguments) => Bind(_root.Parse(arguments));

    private DurableServerOptions Bind(ParseResult parsed)
    {
        var defaults = new DurableServerOptions();
        var functions = Functions(parsed);
        foreach (var name in parsed.GetValue(_plain) ?? [])
        {
            var index = functions.FindIndex(function => function.Name.Split(',').Contains(name, StringComparer.Ordinal));
            if (index < 0)
            {
                throw new ArgumentException($"--plain needs the name of a --function, and '{name}' is none.");
            }

            functions[index] = functions[index] with { IsPlain = true };
        }

        foreach (var text in parsed.GetValue(_workerPorts) ?? [])
        {
            SetPort(parsed, functions, text);
        }

        return defaults with
        {
            JournalPath = parsed.GetValue(_journal),
            LockTimeout = parsed.GetValue(_lockTimeout) is { } wait ? Seconds(wait, DurationRule.MaxSeconds, "--lock-timeout") : defaults.LockTimeout,
            Urls = parsed.GetValue(_urls)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? defaults.Urls,
            Profile = Profile(parsed.GetValue(_profile)),
            Functions = functions,
            Retention = parsed.GetValue(_retention) is { } days ? TimeSpan.FromDays(Between(days, 1, MostDays, "--retention")) : defaults.Retention,
            RetryDelay = parsed.GetValue(_retryDelay) is { } seconds ? Seconds(seconds, DurationRule.MaxSeconds, "--retry-delay") : defaults.RetryDelay,
            WorkerTimeout = parsed.GetValue(_workerTimeout) is { } timeout ? Seconds(timeout, DurableServerOptions.LongestWorkerTimeout.TotalSeconds, "--worker-timeout") : defaults.WorkerTimeout,
            EndpointConcurrency = parsed.GetValue(_endpointConcurrency) is { } events ? Between(events, 1, int.MaxValue, "--endpoint-concurrency") : defaults.EndpointConcurrency,
            HasConsole = !parsed.GetValue(_noConsole),
            Keys = Keys(),
            WorkerSecret = Variable("WORKER_SECRET"),
        };
    }

    // What stands behind --exec belongs to the --function before it, so the order of the words counts.
    private List<ServedFunctionOptions> Functions(ParseResult parsed)
    {
        var found = new List<ServedFunctionOptions>();
        for (var index = 0; index + 1 < parsed.Tokens.Count; index++)
        {
            var value = parsed.Tokens[index + 1].Value;
            switch (parsed.Tokens[index].Value)
            {
                case FunctionName:
                    found.Add(Function(parsed, value));
                    index++;
                    break;
                case ExecName when found.Count > 0:
                    found[^1] = found[^1] with { Command = value };
                    index++;
                    break;
                case ExecName:
                    throw new ArgumentException("--exec needs a --function before it.");
            }
        }

        return found;
    }

    private void SetPort(ParseResult parsed, List<ServedFunctionOptions> functions, string text)
    {
        var parts = text.Split('=', 2);
        if (parts.Length < 2 || !ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            throw new ArgumentException($"--worker-port needs NAME=PORT with a port from 1 to {ushort.MaxValue}, and '{text}' is none.");
        }

        var index = functions.FindIndex(function => function.Name == parts[0]);
        if (index < 0)
        {
            index = functions.Count;
            functions.Add(Function(parsed, parts[0]));
        }

        functions[index] = functions[index] with { WorkerPort = port };
    }

    private ServedFunctionOptions Function(ParseResult parsed, string text)
    {
        var parts = text.Split('=', 2);
        var function = new ServedFunctionOptions { Name = parts[0] };
        if (parsed.GetValue(_functionTimeout) is { } timeout)
        {
            function = function with { InvocationTimeout = TimeSpan.FromSeconds(Between(timeout, 1, (int)ServedFunctionOptions.LongestInvocation.TotalSeconds, "--function-timeout")) };
        }

        if (parsed.GetValue(_executionTimeout) is { } longest)
        {
            function = function with { ExecutionTimeout = TimeSpan.FromSeconds(Between(longest, 1, DurationRule.MaxSeconds, "--execution-timeout")) };
        }

        if (parts.Length == 1)
        {
            return function;
        }

        return Uri.TryCreate(parts[1], UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? function with { Endpoint = endpoint }
            : throw new ArgumentException($"--function NAME=URL needs a URL such as http://localhost:8080, and '{parts[1]}' is none.");
    }

    private static ServerProfile Profile(string? text) => text?.ToLowerInvariant() switch
    {
        null or "aws" => ServerProfile.Aws,
        "local" => ServerProfile.Local,
        _ => throw new ArgumentException($"--profile is aws or local, and '{text}' is neither."),
    };

    private static int Between(int value, int least, int most, string option) =>
        value >= least && value <= most ? value : throw new ArgumentException($"{option} needs a whole number from {least} to {most}; found {value}.");

    private static TimeSpan Seconds(double value, double most, string option) => value >= 0 && value <= most
        ? TimeSpan.FromSeconds(value)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option} needs a number of seconds from 0 to {most}; found {value}."));

    private static ServerKeys? Keys()
    {
        var keys = new ServerKeys
        {
            AccessKeyId = Variable("ACCESS_KEY_ID"),
            SecretAccessKey = Variable("SECRET_ACCESS_KEY"),
            BearerToken = Variable("BEARER_TOKEN"),
        };
        return keys.IsEmpty ? null : keys;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(EnvironmentPrefix + name) is { Length: > 0 } value ? value : null;
}

using System.Collections;
using System.Runtime;

namespace DurableParallel.Benchmarks.Measuring;

/// <summary>What a figure depends on besides the code.</summary>
internal static class Machine
{
    /// <summary>The load averages of 1, 5 and 15 minutes.</summary>
    public static string Load => OperatingSystem.IsLinux() ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    public static string Describe()
    {
        var isConcurrent = GC.GetConfigurationVariables().TryGetValue("ConcurrentGC", out var setting) && setting is true;
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => variable.Key is string name && name.StartsWith("DOTNET_", StringComparison.Ordinal) && name.Contains("gc", StringComparison.OrdinalIgnoreCase))
            .Select(variable => $", {variable.Key}={variable.Value}");
        return $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC, "
            + $"{(isConcurrent ? "concurrent" : "not concurrent")}{string.Concat(variables)}, load {Load}";
    }
}

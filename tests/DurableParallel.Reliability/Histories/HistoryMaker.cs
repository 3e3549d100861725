using System.IO.Compression;
using System.Text.Json;

namespace DurableParallel.Reliability.Histories;

/// <summary>Saves a journal twice, as a crash leaves it and as a stop does, with what each of its executions comes to.</summary>
internal sealed class HistoryMaker(string target)
{
    public static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<string> _names = [];

    public async Task MakeAsync()
    {
        using var folder = new TempFolder();
        var run = await HistoryRun.OpenAsync(folder.Journal, Begin);
        foreach (var (function, name, input) in Ended())
        {
            await run.EndAsync(await StartAsync(run, function, name, input));
        }

        foreach (var (function, name, input) in Unfinished())
        {
            await StartAsync(run, function, name, input);
            await run.QuietAsync();
        }

        await SaveAsync("crashed", folder.Read());
        await run.Engine.StopAsync();
        await SaveAsync("stopped", folder.Read());
    }

    private static IEnumerable<(string Function, string Name, object? Input)> Ended()
    {
        foreach (var function in new[] { "order", "scope", "broken" })
        {
            yield return (function, $"{function}-1", $"{function}-1");
        }

        yield return ("order", "large-1", "large-1");
        yield return ("says", "says-1", "says-1");
        foreach (var function in new[] { "hello", "quorum", "nested", "map" })
        {
            yield return (function, $"{function}-1", null);
        }

        for (var seed = 1; seed <= 20; seed++)
        {
            yield return ("tree", $"tree-{seed}", seed);
        }
    }

    private static IEnumerable<(string Function, string Name, object? Input)> Unfinished()
    {
        yield return ("sleeper", "sleeper-2", "sleeper-2");
        yield return ("nested", "nested-2", null);
        yield return ("says", "says-2", "says-2");
        for (var seed = 101; seed <= 120; seed++)
        {
            yield return ("tree", $"tree-{seed}", seed);
        }
    }

    private async Task<Engine.ExecutionHandle> StartAsync(HistoryRun run, string function, string name, object? input)
    {
        _names.Add(name);
        var options = function == "says" ? new Engine.StartOptions { TenantId = "acme", Tags = HistoryTests.Tags } : new Engine.StartOptions();
        return await run.Engine.StartWithPayloadAsync(function, name, input is null ? null : JsonSerializer.Serialize(input), options);
    }

    private async Task SaveAsync(string kind, IReadOnlyDictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(target);
        foreach (var (ending, bytes) in files.Where(file => file.Key != "-shm" && file.Value.Length > 0))
        {
            await using var file = File.Create(Path.Combine(target, $"{kind}.journal{ending}.gz"));
            await using var packed = new GZipStream(file, CompressionLevel.SmallestSize);
            await packed.WriteAsync(bytes);
        }

        using var copy = new TempFolder();
        copy.Write(files);
        await using var run = await HistoryRun.OpenAsync(copy.Journal, Begin.AddDays(1));
        var ends = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in _names)
        {
            ends.Add(name, await run.EndAsync((await run.Engine.FindAsync(name))!));
        }

        await File.WriteAllTextAsync(Path.Combine(target, $"{kind}.ends.json"), JsonSerializer.Serialize(ends, HistoryTests.Indented) + "\n");
    }
}

using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Tests;

public sealed class OrderDeskTests
{
    [Test]
    public async Task Run_AHundredTimesAsFast_OrdersComeToTheirEndsAndASignalEndsIt()
    {
        var start = new ProcessStartInfo("dotnet", [ExampleProgram.PathOf("OrderDesk"), "--urls", "http://127.0.0.1:0", "--pace", "0.01"])
        {
            RedirectStandardOutput = true,
        };
        using var program = Process.Start(start)!;
        try
        {
            var shop = await ReadLinkAsync(program, "The shop:");
            (await ReadLinkAsync(program, "The console:")).Should().Be(new Uri(shop, "/durable"));
            using var client = new HttpClient { BaseAddress = shop };
            (await client.GetStringAsync("/")).Should().Contain("<title>OrderDesk</title>");

            var placed = await PostAsync(client, "/orders?count=20");
            placed.Should().StartWith("20 placed: order-");
            var prefix = placed.Split(' ')[2][..^2];
            (await client.GetStringAsync($"/orders/{prefix}-15")).Should().Be("Failed: There are no unicorns left.\n");
            (await client.GetStringAsync($"/orders/{prefix}-1")).Should().MatchRegex($"^{prefix}-1 (came with|was)");
            (await PostAsync(client, "/imports")).Should().EndWith("started, and will fail\n");
            (await PostAsync(client, "/newsletters?drift=true")).Should().StartWith("The code was changed");
            (await PostAsync(client, "/approvals")).Should().EndWith("answered\n");
            for (var number = 1; number <= 20; number++)
            {
                await client.GetStringAsync($"/orders/{prefix}-{number}"); // answers at its end
            }

            await CheckConsoleAsync(client, prefix);

            using (Process.Start("kill", ["-TERM", $"{program.Id}"]))
            {
                await program.WaitForExitAsync();
            }

            program.ExitCode.Should().Be(0);
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill();
            }
        }
    }

    // What the page of the shop has started, as its console shows it.
    private static async Task CheckConsoleAsync(HttpClient client, string prefix)
    {
        (await client.GetStringAsync("/durable/")).Should().Contain("<script");
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var execution in (await GetAsync(client, $"executions?prefix={prefix}&limit=100")).GetProperty("items").EnumerateArray())
        {
            await AddKindsAsync(client, kinds, execution.GetProperty("name").GetString()!, parent: null);
        }

        foreach (var payment in (await GetAsync(client, $"executions?prefix=pay-{prefix}&limit=20")).GetProperty("items").EnumerateArray())
        {
            await AddKindsAsync(client, kinds, payment.GetProperty("name").GetString()!, parent: null);
        }

        kinds.Should().Contain(["Step", "Wait", "Callback", "ChainedInvoke", "EventWait", "EventRaise", "Context"]);
        kinds.Should().Contain(["Parallel", "Map", "WaitForCondition"], "they show each kind of operation; there are {0}", string.Join(", ", kinds));
        (await GetAsync(client, "executions/counts")).GetProperty("total").GetInt64().Should().BeGreaterThan(40);
        (await GetAsync(client, "schedules")).GetProperty("items")[0].GetProperty("name").GetString().Should().Be("count");
        (await GetAsync(client, "functions")).GetProperty("items").GetArrayLength().Should().BeGreaterThanOrEqualTo(6);
        (await GetAsync(client, "blocked")).GetProperty("items")[0].GetProperty("ways").GetArrayLength().Should().Be(3);
    }

    private static async Task AddKindsAsync(HttpClient client, HashSet<string> kinds, string execution, string? parent)
    {
        var rows = await GetAsync(client, $"executions/{Uri.EscapeDataString(execution)}/operations{(parent is null ? "" : $"?parent={parent}")}");
        foreach (var row in rows.GetProperty("items").EnumerateArray())
        {
            kinds.Add(row.GetProperty("type").GetString()!);
            if (row.TryGetProperty("subType", out var subType))
            {
                kinds.Add(subType.GetString()!);
            }

            if (row.GetProperty("children").GetInt32() > 0)
            {
                await AddKindsAsync(client, kinds, execution, row.GetProperty("id").GetString());
            }
        }
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync($"/durable/api/{path}")).RootElement;

    private static async Task<Uri> ReadLinkAsync(Process program, string label)
    {
        var line = await program.StandardOutput.ReadLineAsync();
        line.Should().StartWith(label);
        return new Uri(line![label.Length..].Trim());
    }

    private static async Task<string> PostAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content: null);
        return await answer.Content.ReadAsStringAsync();
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Lambda.Tests;

/// <summary>A real process, whose step ends it.</summary>
internal sealed class ProcessExitTests : LambdaFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Step_ThatEndsTheProcess_IsOnRecordAsStartedAndRunsAgainWithoutAStart()
    {
        var execution = Service.Create();
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Elsewhere = async context =>
        {
            var path = context.Request.Path.Value!;
            if (path.EndsWith("/invocation/next", StringComparison.Ordinal))
            {
                if (answer.Task.IsCompleted)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, Service.Clock, context.RequestAborted);
                }

                context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = "r";
                await context.Response.Body.WriteAsync(execution.Begin());
            }
            else if (path.EndsWith("/response", StringComparison.Ordinal))
            {
                answer.SetResult((await JsonNode.ParseAsync(context.Request.Body))!);
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
            else
            {
                return false;
            }

            return true;
        };
        var folder = Directory.CreateTempSubdirectory("durable-lambda-");
        try
        {
            using var first = Start(folder);
            await first.WaitForExitAsync().WaitAsync(Patience);
            execution.EndInvocation();
            using var second = Start(folder);
            var result = await answer.Task.WaitAsync(Patience);
            second.Kill();

            first.ExitCode.Should().Be(3);
            result["Result"]!.GetValue<string>().Should().Be("\"alive\"");
            execution.History.Should().Equal("ContextStarted child", "StepStarted die", "I", "StepSucceeded die", "ContextSucceeded child");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Process Start(DirectoryInfo folder)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var folderOfProbe = AppContext.BaseDirectory.Replace("DurableParallel.Lambda.Tests", "DurableParallel.Lambda.Probe", StringComparison.Ordinal);
        var start = new ProcessStartInfo(host, ["exec", Path.Combine(folderOfProbe, "DurableParallel.Lambda.Probe.dll"), Path.Combine(folder.FullName, "died")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = Service.Address.Authority;
        start.Environment["AWS_ENDPOINT_URL_LAMBDA"] = Service.Address.AbsoluteUri;
        start.Environment.Remove("AWS_ACCESS_KEY_ID");
        return Process.Start(start)!;
    }
}

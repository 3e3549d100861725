namespace DurableParallel.Lambda.Tests;

internal sealed class PluginTests : LambdaFixture
{
    [Test]
    public async Task Plugins_OfALaterInvocation_HearWhatTheServiceChanged()
    {
        var execution = Service.Create();
        var plugin = new Recorder();
        var handler = NewHandler(DurableFunction.Create(
            async context =>
            {
                await context.StepAsync("s", () => 1);
                await context.RunInChildContextAsync("child", inner => inner.WaitAsync("pause", TimeSpan.FromSeconds(1)));
                return 1;
            },
            new DurableFunctionOptions { Plugins = [plugin] }));

        await RunAsync(handler, execution);

        plugin.Lines.Should().Equal(
            "start r-1 first=True updated=",
            "end s",
            "end r-1 Pending",
            "start r-2 first=False updated=pause",
            "end pause",
            "end child",
            "end r-2 Succeeded");
    }

    private sealed class Recorder : DurablePlugin
    {
        public List<string> Lines { get; } = [];

        public override void OnInvocationStart(InvocationStartInfo info) => Write(
            $"start {info.RequestId} first={info.IsFirstInvocation} updated={string.Join(",", info.UpdatedOperations.Values.Select(static o => o.Name))}");

        public override ValueTask OnInvocationEndAsync(InvocationEndInfo info)
        {
            Write($"end {info.RequestId} {info.Status}");
            return default;
        }

        public override void OnOperationEnd(OperationInfo info) => Write($"end {info.Name}");

        private void Write(string line)
        {
            lock (Lines)
            {
                Lines.Add(line);
            }
        }
    }
}

namespace DurableParallel.Telemetry;

/// <summary>The plugins of one invocation that feed those who listen to spans and measurements.</summary>
internal static class TelemetryPlugins
{
    /// <summary>Empty, without having made anything, when nobody listens at this moment.</summary>
    public static IReadOnlyList<DurablePlugin> For(string executionName)
    {
        var traces = DurableTelemetry.Source.HasListeners();
        var measures = MetricsPlugin.IsNeeded;
        if (!traces && !measures)
        {
            return [];
        }

        List<DurablePlugin> plugins = [];
        if (traces)
        {
            plugins.Add(new TracePlugin(executionName));
        }

        if (measures)
        {
            plugins.Add(new MetricsPlugin());
        }

        return plugins;
    }
}

using DurableParallel.HelloSequence.Measuring;

namespace DurableParallel.HelloSequence.Web;

/// <summary>The web program: an engine in a host, and three addresses.</summary>
internal static class HelloApp
{
    /// <param name="options">Where it listens and where its journal is.</param>
    /// <param name="configure">Changes what is built, for tests.</param>
    public static WebApplication Create(ServeOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A page of another site must not reach a program on loopback under a name of its own.
        string[] hosts = new Uri(options.Url).IsLoopback ? ["localhost", "127.0.0.1", "[::1]"] : ["*"];
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = hosts);
        builder.Services.AddSingleton<StepLatency>();
        builder.Services.AddDurableEngine(engine =>
        {
            engine.JournalPath = options.Journal;
            engine.Configure(settings => settings.Retention = ExampleJournal.Retention);
            engine.Register<HelloFunction>(HelloFunction.Name);
        });
        builder.Services.AddHealthChecks().AddDurableEngine();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseHostFiltering();
        app.MapHealthChecks("/health");
        HelloEndpoints.Map(app);
        return app;
    }
}

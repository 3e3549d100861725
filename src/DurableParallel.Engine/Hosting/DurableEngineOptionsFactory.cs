using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DurableParallel.Engine.Hosting;

/// <summary>Makes a host's options: of the container's services first, then by what configures them, in the order of its registration.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The constructor that needs reflection is not called: the serializer is given.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The constructor that needs reflection is not called: the serializer is given.")]
internal sealed class DurableEngineOptionsFactory(DurableEngineBuilder builder, IServiceProvider services) : IOptionsFactory<DurableEngineOptions>
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddOptions();
        services.AddSingleton<IOptionsFactory<DurableEngineOptions>, DurableEngineOptionsFactory>();
    }

    public static DurableEngineOptions Read(IServiceProvider services) => services.GetRequiredService<IOptions<DurableEngineOptions>>().Value;

    public DurableEngineOptions Create(string name) => ConfiguredOptions.Read(() => Configure(name));

    private DurableEngineOptions Configure(string name)
    {
        var options = FromContainer();
        foreach (var configure in services.GetServices<IConfigureOptions<DurableEngineOptions>>())
        {
            if (configure is IConfigureNamedOptions<DurableEngineOptions> named)
            {
                named.Configure(name, options);
            }
            else if (name == Options.DefaultName)
            {
                configure.Configure(options);
            }
        }

        foreach (var configure in services.GetServices<IPostConfigureOptions<DurableEngineOptions>>())
        {
            configure.PostConfigure(name, options);
        }

        foreach (var validate in services.GetServices<IValidateOptions<DurableEngineOptions>>())
        {
            if (validate.Validate(name, options) is { Failed: true } refused)
            {
                throw new OptionsValidationException(name, typeof(DurableEngineOptions), refused.Failures);
            }
        }

        return options;
    }

    private DurableEngineOptions FromContainer()
    {
        var options = new DurableEngineOptions(builder.Serializer) { Services = services };
        options.LoggerFactory = services.GetService<ILoggerFactory>() ?? options.LoggerFactory;
        options.TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider;
        if (builder.JournalPath is { } path)
        {
            options.JournalPath = path;
        }

        return options;
    }
}

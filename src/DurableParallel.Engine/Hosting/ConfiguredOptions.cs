using System.Reflection;
using Microsoft.Extensions.Options;

namespace DurableParallel.Engine.Hosting;

/// <summary>Reads options that a configuration may have set.</summary>
internal static class ConfiguredOptions
{
    /// <summary>Reads the options. A configuration sets them by reflection, which hides what a setter says of a bad value.</summary>
    /// <exception cref="OptionsValidationException">A value was refused: the message is the setter's, which names the option, its range and what was found.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TargetInvocationException hidden) when (hidden.InnerException is ArgumentException refused)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(T), [$"{refused.Message} Correct the value in the configuration."]);
        }
    }
}

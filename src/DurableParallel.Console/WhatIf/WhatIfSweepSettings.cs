using System.Text.Json.Serialization;

namespace DurableParallel.Console.WhatIf;

/// <summary>The rules to try, and the values of MaxConcurrency.</summary>
internal sealed record WhatIfSweepSettings
{
    /// <summary>The values, 0 for no limit; at most 200. Left out, some are chosen from 1 to no limit.</summary>
    public IReadOnlyList<int>? Values { get; init; }

    [JsonConverter(typeof(SettingOfIntText))]
    public Setting<int> MaxConcurrency { get; init; }

    [JsonConverter(typeof(SettingOfIntText))]
    public Setting<int> MinSuccessful { get; init; }

    [JsonConverter(typeof(SettingOfIntText))]
    public Setting<int> ToleratedFailureCount { get; init; }

    [JsonConverter(typeof(SettingOfDoubleText))]
    public Setting<double> ToleratedFailurePercentage { get; init; }

    public bool ShouldCompleteOff { get; init; }

    public WhatIfSettings ToSettings() => new()
    {
        MaxConcurrency = MaxConcurrency,
        MinSuccessful = MinSuccessful,
        ToleratedFailureCount = ToleratedFailureCount,
        ToleratedFailurePercentage = ToleratedFailurePercentage,
        ShouldCompleteOff = ShouldCompleteOff,
    };
}

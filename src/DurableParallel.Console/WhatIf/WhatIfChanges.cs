using System.Text.Json.Serialization;

namespace DurableParallel.Console.WhatIf;

/// <summary>The rules to try. What is not given stays as it was.</summary>
internal abstract record WhatIfChanges
{
    [JsonConverter(typeof(SettingOfIntText))]
    public Setting<int> MaxConcurrency { get; init; }

    [JsonConverter(typeof(SettingOfIntText))]
    public Setting<int> MinSuccessful { get; init; }

    [JsonConverter(typeof(SettingOfIntText))]
    public Setting<int> ToleratedFailureCount { get; init; }

    [JsonConverter(typeof(SettingOfDoubleText))]
    public Setting<double> ToleratedFailurePercentage { get; init; }

    /// <summary>Whether the user's own rule is not asked.</summary>
    public bool ShouldCompleteOff { get; init; }

    public WhatIfRules Over(WhatIfRules recorded) => recorded with
    {
        MaxConcurrency = MaxConcurrency.Over(recorded.MaxConcurrency),
        MinSuccessful = MinSuccessful.Over(recorded.MinSuccessful),
        ToleratedFailureCount = ToleratedFailureCount.Over(recorded.ToleratedFailureCount),
        ToleratedFailurePercentage = ToleratedFailurePercentage.Over(recorded.ToleratedFailurePercentage),
        ShouldComplete = ShouldCompleteOff ? null : recorded.ShouldComplete,
    };
}

using DurableParallel.Testing.Exploring;
using DurableParallel.Testing.Running;

namespace DurableParallel.Testing;

/// <content>Many runs of the same, disturbed or in other orders.</content>
public sealed partial class DurableTestRunner
{
    /// <summary>Runs a function without an input once for every checkpoint and fault, and compares what it comes to with a run without a fault.</summary>
    /// <param name="options">What is tried and compared; null for the defaults.</param>
    /// <returns>How many points were tried, and the run without a fault.</returns>
    /// <exception cref="OutcomesDifferException">A crash makes a difference (DP7002), or two runs without one differ (DP7004).</exception>
    public Task<CrashReport> ExploreCrashesAsync(ExplorationOptions? options = null) => ExploreCrashesAsync(RunInput.None, options);

    /// <summary>Runs the function once for every checkpoint and fault, and compares what it comes to with a run without a fault.</summary>
    /// <typeparam name="TIn">The type of the function's input.</typeparam>
    /// <param name="input">The input.</param>
    /// <param name="options">What is tried and compared; null for the defaults.</param>
    /// <returns>How many points were tried, and the run without a fault.</returns>
    /// <exception cref="OutcomesDifferException">A crash makes a difference (DP7002), or two runs without one differ (DP7004).</exception>
    public Task<CrashReport> ExploreCrashesAsync<TIn>(TIn input, ExplorationOptions? options = null) => ExploreCrashesAsync(RunInput.Of(input), options);

    /// <summary>Runs a function without an input in as many orders, each drawn from a seed, and compares what it comes to.</summary>
    /// <param name="count">How many seeds; at least 1.</param>
    /// <param name="seed">The first one; the others follow it.</param>
    /// <param name="options">What is compared; null for the defaults.</param>
    /// <returns>How many runs and different orders there were.</returns>
    /// <exception cref="OutcomesDifferException">The order makes a difference (DP7003), or two runs in the same order differ (DP7004).</exception>
    public Task<InterleavingReport> ExploreInterleavingsAsync(int count, int seed, ExplorationOptions? options = null) =>
        ExploreInterleavingsAsync(RunInput.None, count, seed, options);

    /// <summary>Runs the function in as many orders, each drawn from a seed, and compares what it comes to.</summary>
    /// <typeparam name="TIn">The type of the function's input.</typeparam>
    /// <param name="input">The input.</param>
    /// <param name="count">How many seeds; at least 1.</param>
    /// <param name="seed">The first one; the others follow it.</param>
    /// <param name="options">What is compared; null for the defaults.</param>
    /// <returns>How many runs and different orders there were.</returns>
    /// <exception cref="OutcomesDifferException">The order makes a difference (DP7003), or two runs in the same order differ (DP7004).</exception>
    public Task<InterleavingReport> ExploreInterleavingsAsync<TIn>(TIn input, int count, int seed, ExplorationOptions? options = null) =>
        ExploreInterleavingsAsync(RunInput.Of(input), count, seed, options);

    private Task<CrashReport> ExploreCrashesAsync(RunInput input, ExplorationOptions? options) => NewExplorer(input, options).ExploreCrashesAsync();

    private Task<InterleavingReport> ExploreInterleavingsAsync(RunInput input, int count, int seed, ExplorationOptions? options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return NewExplorer(input, options).ExploreInterleavingsAsync(count, seed);
    }

    private Explorer NewExplorer(RunInput input, ExplorationOptions? options)
    {
        options ??= new ExplorationOptions();
        return new Explorer(run => NewWorld(input, run, autoAdvance: options.Drive is null), options);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace DurableParallel.Console.Tests.WhatIf;

/// <summary>Runs a property over drawn cases, the same ones every time.</summary>
internal static class Properties
{
    /// <param name="cases">What to draw.</param>
    /// <param name="differ">Says what is wrong of a case; null when nothing is.</param>
    /// <param name="count">How many to draw.</param>
    public static void Check<T>(Gen<T> cases, Func<T, string?> differ, int count = 500)
    {
        var property = Prop.ForAll(cases.ToArbitrary(), value => differ(value) is { } difference ? false.Label(difference) : true.ToProperty());
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20_300_101, 1), property);
    }
}

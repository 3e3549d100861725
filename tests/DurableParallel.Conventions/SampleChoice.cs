namespace DurableParallel.Conventions;

/// <summary>What the generator of the public surface is tried on.</summary>
public enum SampleChoice
{
    No,
    Yes,
}

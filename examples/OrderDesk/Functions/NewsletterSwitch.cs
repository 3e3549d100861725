namespace DurableParallel.OrderDesk.Functions;

/// <summary>Which code of the newsletter runs; stands for a deployment.</summary>
internal sealed class NewsletterSwitch
{
    public bool IsOn { get; set; }
}

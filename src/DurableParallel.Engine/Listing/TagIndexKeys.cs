namespace DurableParallel.Engine.Listing;

/// <summary>What the index of tags has beside the tags. No tag has such a key, as those are not empty.</summary>
internal static class TagIndexKeys
{
    public const string Tenant = "";
}

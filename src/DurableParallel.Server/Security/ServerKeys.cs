namespace DurableParallel.Server;

/// <summary>What requests must prove that they have: an access key that they are signed with (Signature Version 4), or a token.</summary>
public sealed record ServerKeys
{
    /// <summary>The access key's id.</summary>
    /// <value>By default null: requests are not signed.</value>
    public string? AccessKeyId { get; set; }

    /// <summary>The access key's secret.</summary>
    /// <value>By default null.</value>
    public string? SecretAccessKey { get; set; }

    /// <summary>A token that requests may carry instead: Authorization: Bearer TOKEN.</summary>
    /// <value>By default null: none is taken.</value>
    public string? BearerToken { get; set; }

    internal bool IsEmpty => BearerToken is null && (AccessKeyId is null || SecretAccessKey is null);
}

namespace DurableParallel.Serialization;

/// <summary>What has to be done before a payload is recorded, so that it can be read again. Decided once for each type.</summary>
internal enum RoundTrip
{
    /// <summary>Nothing: all that the type is made of is known to come back as it was.</summary>
    Certain,

    /// <summary>It has to be read, since reading may fail where writing did not.</summary>
    MustRead,

    /// <summary>It has to be read and written again, since something of it may be lost on the way.</summary>
    MustBeSame,
}

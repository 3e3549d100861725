using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Listing;

/// <summary>From where to where the names and times of some ended executions go. Empty while <see cref="FirstName"/> is null.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ListRanges
{
    public string? FirstName { readonly get; private set; }

    public string? LastName { readonly get; private set; }

    public long FirstStart { readonly get; private set; }

    public long LastStart { readonly get; private set; }

    public long FirstEnd { readonly get; private set; }

    public long LastEnd { readonly get; private set; }

    /// <summary>Takes in one that has ended.</summary>
    public void Add(string name, long started, long ended)
    {
        if (FirstName is null)
        {
            (FirstName, LastName, FirstStart, LastStart, FirstEnd, LastEnd) = (name, name, started, started, ended, ended);
            return;
        }

        FirstName = string.CompareOrdinal(name, FirstName) < 0 ? name : FirstName;
        LastName = string.CompareOrdinal(name, LastName) > 0 ? name : LastName;
        (FirstStart, LastStart) = (Math.Min(FirstStart, started), Math.Max(LastStart, started));
        (FirstEnd, LastEnd) = (Math.Min(FirstEnd, ended), Math.Max(LastEnd, ended));
    }
}

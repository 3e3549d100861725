namespace DurableParallel.Running.Activity;

/// <summary>A list whose items carry the links, so that adding and removing take constant time and allocate nothing. Newest first.</summary>
internal struct Chain<T>
    where T : class, ILinked<T>
{
    public T? First { get; private set; }

    public void Add(T item)
    {
        item.Next = First;
        if (First is not null)
        {
            First.Previous = item;
        }

        First = item;
    }

    public void Remove(T item)
    {
        if (item.Previous is null)
        {
            First = item.Next;
        }
        else
        {
            item.Previous.Next = item.Next;
        }

        if (item.Next is not null)
        {
            item.Next.Previous = item.Previous;
        }

        item.Next = null;
        item.Previous = null;
    }

    /// <summary>Lets go of the items, whose links stay as they are.</summary>
    public void Clear() => First = null;
}

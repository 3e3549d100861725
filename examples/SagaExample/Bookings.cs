namespace DurableParallel.Examples;

/// <summary>Stands for the services that book and cancel. Each call is told, so that one can see when it happens.</summary>
internal static class Bookings
{
    public static string Book(string what, string place)
    {
        if (what == "car" && place == "atlantis")
        {
            Console.WriteLine($"  no {what} in {place}");
            throw new NoCarException(place);
        }

        Console.WriteLine($"  booked {what}-{place}");
        return $"{what}-{place}";
    }

    public static void Cancel(string number) => Console.WriteLine($"  canceled {number}");
}

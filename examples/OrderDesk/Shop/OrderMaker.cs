namespace DurableParallel.OrderDesk.Shop;

/// <summary>Makes up orders; the same seed makes the same ones.</summary>
internal static class OrderMaker
{
    private static readonly string[] Customers = ["ada", "ben", "clara", "dora", "emil", "finn", "greta", "hugo"];
    private static readonly string[] Articles = ["lamp", "chair", "table", "rug", "mirror", "clock", "vase"];

    public static IEnumerable<Order> Make(string prefix, int count)
    {
        var random = new Random(count);
        for (var number = 1; number <= count; number++)
        {
            // Every 15th is for something that is sold out, and every 20th for a country that no carrier goes to.
            var lines = Enumerable.Range(0, random.Next(1, 9)).Select(_ => new OrderLine(Articles[random.Next(Articles.Length)], random.Next(1, 5), random.Next(5, 60))).ToList();
            if (number % 15 == 0)
            {
                lines.Add(new OrderLine("unicorn", 1, 999));
            }

            yield return new Order($"{prefix}-{number}", Customers[random.Next(Customers.Length)], number % 20 == 0 ? "Atlantis" : "Home", lines);
        }
    }
}

using DurableParallel.Engine;
using DurableParallel.OrderDesk.Functions;
using DurableParallel.OrderDesk.Shop;
using DurableParallel.OrderDesk.Web;

// dotnet run --project examples/OrderDesk                      in a new journal
// dotnet run --project examples/OrderDesk -- --journal my.db   goes on with what is in that one
// Further: --urls http://127.0.0.1:5090 and --pace 0.1, ten times as fast.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var pace = new Pace(builder.Configuration.GetValue("pace", 1.0));
var journal = builder.Configuration["journal"] ?? Path.Combine(Directory.CreateTempSubdirectory("orderdesk-").FullName, "shop.db");
builder.Configuration["AllowedHosts"] ??= "localhost;127.0.0.1;[::1]";
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:5090");
builder.Logging.SetMinimumLevel(LogLevel.Error); // orders fail on purpose, and the console shows them

builder.Services.AddSingleton(TimeProvider.System).AddSingleton(pace).AddSingleton<Services>().AddSingleton<Approvals>().AddSingleton<NewsletterSwitch>();
builder.Services.AddDurableEngine(engine =>
{
    engine.JournalPath = journal;
    engine.Register<PlaceOrder>(PlaceOrder.Name);
    engine.Register<Pay>(Pay.Name);
    engine.Register<ImportPrices>(ImportPrices.Name);
    engine.Register<Newsletter>(Newsletter.Name);
    engine.Register<CountOrders>(CountOrders.Name);
    engine.Register(ShipParcel.Name, ShipParcel.Create(pace));
    engine.Schedule("count", ScheduleSpec.Every(CountOrders.Name, TimeSpan.FromMinutes(1)));

    // What waits leaves memory at once and is replayed when it comes back, so that there is something of that to see.
    engine.Configure(options => options.ResidentBytes = 0);
});

await using var app = builder.Build();
ShopRoutes.Map(app);
app.MapDurableConsole("/durable");
await app.StartAsync();
foreach (var url in app.Urls)
{
    Console.WriteLine($"The shop:    {url}");
    Console.WriteLine($"The console: {url}/durable");
}

Console.WriteLine($"The journal: {journal}");
await app.WaitForShutdownAsync();

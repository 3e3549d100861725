using System.Text.Json.Nodes;
using DurableParallel.Console.Api;
using DurableParallel.Console.Endpoints;
using DurableParallel.Console.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace DurableParallel.Console.Tests.Api;

/// <summary>The document of the API is a file of the library, which this makes of the routes as they are.</summary>
internal sealed class OpenApiTests : ConsoleFixture
{
    private const string Accept = "ACCEPT_OPENAPI";

    [Test]
    public async Task Document_OfTheRoutes_IsTheFileThatIsServed()
    {
        var path = Path.Combine(FindRoot(), "src", "DurableParallel.Console", "openapi.json");
        var actual = (await MakeAsync()).ReplaceLineEndings("\n") + "\n";

        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await File.WriteAllTextAsync(path, actual);
        }

        (await File.ReadAllTextAsync(path)).Should().Be(actual, $"the routes have changed; if that is meant, run the test with {Accept}=1, build again, and commit the file");
        using var served = await Http.GetAsync(Api("openapi.json"));
        (await served.Content.ReadAsStringAsync()).Should().Be(actual, "the assembly has the file");
    }

    [Test]
    public async Task Document_OfAnApplication_HasNothingOfTheConsole()
    {
        var builder = NewBuilder();
        builder.Services.AddOpenApi("own");
        await using var app = builder.Build();
        app.MapDurableConsole();
        app.MapGet("/own", static () => "own");
        await app.StartAsync();

        (await DocumentAsync(app, "own")).Paths.Keys.Should().Equal("/own");
    }

    private static async Task<string> MakeAsync()
    {
        var builder = NewBuilder();
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.TypeInfoResolver = ConsoleJson.Default;
            foreach (var converter in ConsoleJson.Default.Options.Converters)
            {
                json.SerializerOptions.Converters.Add(converter);
            }

            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase;
        });
        builder.Services.AddOpenApi(ConsoleRoutes.Group, static options =>
        {
            options.AddDocumentTransformer(static (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "DurableParallel management API",
                    Version = "1",
                    Description = "What changes something needs the header X-Durable-Console: 1, a body of type application/json, and comes from a page of the same origin or from no page.",
                };
                document.Servers = [new OpenApiServer { Url = "./" }];
                document.Tags = null;
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(Describe);
            options.AddSchemaTransformer(static (schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
                {
                    schema.Type = JsonSchemaType.String;
                    schema.Format = "date-time";
                }

                return Task.CompletedTask;
            });
        });
        await using var app = builder.Build();
        app.MapDurableConsole("");

        // Endpoints are known once the application has started.
        await app.StartAsync();
        var document = await DocumentAsync(app, ConsoleRoutes.Group);
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(static item => item.Key, StringComparer.Ordinal))
        {
            paths.Add(path["/api".Length..], item);
        }

        document.Paths = paths;
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
    }

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static Task<OpenApiDocument> DocumentAsync(WebApplication app, string name) =>
        app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(name).GetOpenApiDocumentAsync();

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = operation.OperationId?.Split('.')[1];
        operation.Tags?.Clear();
        if (operation.RequestBody?.Content is { } content && content.Remove("*/*", out var body))
        {
            content["application/json"] = body;
        }

        operation.Parameters = [];
        foreach (var segment in context.Description.RelativePath!.Split('/').Where(static segment => segment.StartsWith('{')))
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = segment.Trim('{', '}'),
                In = ParameterLocation.Path,
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        foreach (var parameter in metadata.OfType<QueryRules>().Single().Parameters)
        {
            var schema = new OpenApiSchema
            {
                Type = parameter.Type switch { "integer" => JsonSchemaType.Integer, "boolean" => JsonSchemaType.Boolean, _ => JsonSchemaType.String },
                Format = parameter.Format,
            };
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Schema = parameter.Repeats ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
            });
        }

        if (metadata.OfType<ActionMark>().Any())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "X-Durable-Console",
                In = ParameterLocation.Header,
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("1")] },
            });
        }

        return Task.CompletedTask;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DurableParallel.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}

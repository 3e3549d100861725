using Amazon.Runtime;
using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Lambda.Runtime;

namespace DurableParallel.Lambda.Tests;

internal sealed class SigningTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly ImmutableCredentials Example = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);
    private static readonly DateTimeOffset Then = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    // AWS's published Signature Version 4 test suite: get-vanilla, get-vanilla-query-order-key-case, post-vanilla.
    [TestCase("GET", "https://example.amazonaws.com/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [TestCase("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [TestCase("POST", "https://example.amazonaws.com/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Authorization_OfThePublishedVectors_IsThePublishedOne(string method, string uri, string signature)
    {
        SortedDictionary<string, string> headers = new(StringComparer.Ordinal) { ["host"] = "example.amazonaws.com", ["x-amz-date"] = "20150830T123600Z" };

        var authorization = new RequestSigner("us-east-1", "service").Authorize(method, new Uri(uri), headers, EmptyHash, Example, Then);

        authorization.Should().Be(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}");
    }

    [Test]
    public void Request_OfACheckpoint_SignsWhatTheServiceNeeds()
    {
        var uri = new Uri("https://lambda.eu-west-1.amazonaws.com/2025-12-01/durable-executions/arn%3Aaws%2F%24LATEST/checkpoint");
        var keys = new ImmutableCredentials("AKIDEXAMPLE", "secret", "session");

        var headers = new RequestSigner("eu-west-1", "lambda").Sign(HttpMethod.Post, uri, "application/json", "{}"u8, keys, Then).ToDictionary();

        headers.Keys.Should().BeEquivalentTo("authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token");
        headers["authorization"].Should().Contain("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,")
            .And.Contain("/20150830/eu-west-1/lambda/aws4_request");
        headers["x-amz-content-sha256"].Should().Be("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    [Test]
    public void Endpoint_WithoutOneOfItsOwn_IsTheRegions()
    {
        new LambdaEnvironment { Region = "eu-west-1" }.ServiceEndpoint.Should().Be(new Uri("https://lambda.eu-west-1.amazonaws.com/"));
        new LambdaEnvironment { Region = "cn-north-1" }.ServiceEndpoint.Should().Be(new Uri("https://lambda.cn-north-1.amazonaws.com.cn/"));
    }

    [Test]
    public void Endpoint_WithNeitherAddressNorRegion_IsAnErrorThatSaysWhatToSet()
    {
        var read = () => new LambdaEnvironment().ServiceEndpoint;

        read.Should().Throw<DurableLambdaException>().WithMessage("*AWS_REGION*AWS_ENDPOINT_URL_LAMBDA*");
    }

    [TestCase("AWS_LAMBDA_MAX_CONCURRENCY", "0")]
    [TestCase("AWS_LAMBDA_MAX_CONCURRENCY", "many")]
    [TestCase("AWS_ENDPOINT_URL_LAMBDA", "127.0.0.1:9911")]
    [TestCase("AWS_ENDPOINT_URL_LAMBDA", "ftp://127.0.0.1")]
    public void Environment_WithAValueThatIsNone_IsRefused(string variable, string value)
    {
        var read = () => LambdaEnvironment.Read(name => name == variable ? value : null);

        read.Should().Throw<DurableLambdaException>().WithMessage($"*{variable}*{value}*");
    }
}

using DurableParallel.Server.Api;
using DurableParallel.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableParallel.Server.Tests.Security;

/// <summary>Signature Version 4, with the vectors that AWS has published for it.</summary>
[TestFixture]
internal sealed class RequestSignatureTests
{
    private const string AccessKeyId = "AKIDEXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Scope = "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ";
    private static readonly DateTimeOffset SignedAt = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [TestCase("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", TestName = "get-vanilla")]
    [TestCase("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", TestName = "post-vanilla")]
    [TestCase("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500", TestName = "get-vanilla-query-order-key-case")]
    public void Signature_OfAVector_IsRight(string method, string target, string signature)
    {
        var checking = () => Check(method, target, signature);

        checking.Should().NotThrow();
    }

    [Test]
    public void Signature_OfAnotherPath_IsWrong()
    {
        var checking = () => Check("GET", "/other", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

        checking.Should().Throw<ApiException>().Which.Code.Should().Be("InvalidSignatureException");
    }

    [Test]
    public void Signature_OfAnHourAgo_IsTooOld()
    {
        var checking = () => Check("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", SignedAt.AddHours(1));

        checking.Should().Throw<ApiException>().WithMessage("Signature expired*");
    }

    [TestCase("")]
    [TestCase("AWS4-HMAC-SHA256 nonsense")]
    [TestCase("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=x")]
    public void Signature_ThatIsNone_IsRefused(string header)
    {
        var http = Request("GET", "/");
        http.Request.Headers.Authorization = header;

        var checking = () => RequestSignature.Check(http, [], AccessKeyId, Secret, SignedAt);

        checking.Should().Throw<ApiException>().Which.Status.Should().Be(403);
    }

    private static void Check(string method, string target, string signature, DateTimeOffset? now = null)
    {
        var http = Request(method, target);
        http.Request.Headers.Authorization = $"AWS4-HMAC-SHA256 {Scope}Signature={signature}";
        RequestSignature.Check(http, [], AccessKeyId, Secret, now ?? SignedAt);
    }

    private static DefaultHttpContext Request(string method, string target)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Host = new HostString("example.amazonaws.com");
        http.Request.Headers["x-amz-date"] = "20150830T123600Z";
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        return http;
    }
}

namespace DurableParallel.Lambda.Tests.Fakes;

/// <summary>What the service answers in place of a result.</summary>
internal sealed class FakeServiceException(int status, string name, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Name { get; } = name;

    public static FakeServiceException Invalid(string message) => new(400, "InvalidParameterValueException", message);

    public static FakeServiceException StaleToken() => Invalid("Invalid checkpoint token");
}

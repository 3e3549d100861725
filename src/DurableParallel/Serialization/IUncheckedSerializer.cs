namespace DurableParallel.Serialization;

/// <summary>A JSON serializer without its checks and its errors by place.</summary>
internal interface IUncheckedSerializer
{
    T Read<T>(string payload);

    string Write<T>(T value);
}

namespace DurableParallel.Serialization;

/// <summary>A serializer that is for one type only.</summary>
internal interface ITypedSerializer
{
    Type ValueType { get; }
}

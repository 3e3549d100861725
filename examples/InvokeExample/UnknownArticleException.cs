namespace DurableParallel.Examples;

/// <summary>There is no article of a number.</summary>
public sealed class UnknownArticleException(int article) : Exception($"there is no article {article}");

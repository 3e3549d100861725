using DurableParallel.Examples;
using DurableParallel.Lambda;

#region LambdaMain
await DurableLambda.RunAsync<Order, Decision>(OrderFunction.ApproveAsync);
#endregion

using DurableParallel.Examples;

// Three people are asked and two approvals are enough. The answers come from outside, here from the program itself.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("purchase", Purchase.ApproveAsync);
    var execution = await engine.StartAsync("purchase", "purchase-of-a-printer", "the printer");

    var open = await Inbox.OfAsync(execution, Purchase.Approvers.Count);
    foreach (var callback in open)
    {
        Console.WriteLine($"open: {callback.Name}");
    }

    foreach (var (approver, answer) in new[] { ("anna", "yes"), ("carla", "yes, but a small one") })
    {
        if (open.FirstOrDefault(callback => callback.Name == $"{approver}-callback") is { } callback)
        {
            await engine.SucceedCallbackAsync(callback.CallbackId, answer);
            Console.WriteLine($"{approver} answers: {answer}");
        }
    }

    Console.WriteLine($"purchase: {await execution.GetResultAsync<string>()}");
    Console.WriteLine($"still open: {(await execution.GetOpenCallbacksAsync()).Count}");
});

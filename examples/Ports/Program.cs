using DurableParallel.Engine;
using DurableParallel.Examples;
using DurableParallel.Ports.ApprovalWithEvents;
using DurableParallel.Ports.EternalWithNewVersion;
using DurableParallel.Ports.HeartbeatWithCancellation;
using DurableParallel.Ports.Saga;
using DurableParallel.Ports.Schedule;
using DurableParallel.Ports.SlidingWindow;
using DurableParallel.Ports.TimerWithCancel;
using DurableParallel.Ports.UpdatableTimer;

// Samples of other products, written for this one. Each has its own folder, which says where it comes from.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<Transfer, string>("transfer", MoneyTransfer.RunAsync);
    var execution = await engine.StartAsync("transfer", "transfer-1", new Transfer(100, "85-150", "43-812", "1324"));
    Console.WriteLine($"saga: {await execution.GetResultAsync<string>()}");

    engine.Register<Request, string>("approval", ApprovalWorkflow.RunAsync);
    var answered = await engine.StartAsync("approval", "approval-1", new Request("a new chair", TimeSpan.FromHours(72)));
    if (answered.EndTimestamp is null)
    {
        // Whoever approves needs the execution's name and nothing else, and may be faster than the execution.
        await answered.RaiseEventAsync("approval", true, eventId: "answer-1");
    }

    Console.WriteLine($"approval with events: {await answered.GetResultAsync<string>()}");
    var unanswered = await engine.StartAsync("approval", "approval-2", new Request("a new car", TimeSpan.FromSeconds(1)));
    Console.WriteLine($"approval with events: {await unanswered.GetResultAsync<string>()}");

    engine.Register<DateTimeOffset, string>("timer", UpdatableTimerWorkflow.RunAsync);
    var timer = await engine.StartAsync("timer", "timer-1", DateTimeOffset.UtcNow.AddHours(1), new StartOptions { IdempotencyKey = "timer-1" });
    if (timer.EndTimestamp is null)
    {
        await timer.RaiseEventAsync("wake-up", DateTimeOffset.UtcNow.AddMilliseconds(50), eventId: "earlier");
    }

    Console.WriteLine($"updatable timer: {await timer.GetResultAsync<string>()}");

    engine.Register<string, string>("greeting", Greeting.RunAsync);
    Console.WriteLine($"schedule: {await GreetingSchedule.RunAsync(engine)}");

    engine.Register<int, int>("loop", Loop.OldAsync);
    var loop = await engine.StartAsync("loop", "loop-1", 1);
    engine.Register<int, int>("loop", Loop.NewAsync, version: 2);
    Loop.Deployment.SetResult();
    var rounds = await loop.GetResultAsync<int>();
    Console.WriteLine($"eternal with new version: version {loop.Version} in run {loop.RunNumber}, {rounds - 1} by the old code");

    engine.Register<Batch, string>("batch", SlidingWindowBatch.RunAsync);
    var batch = await engine.StartAsync("batch", "batch-1", new Batch(Total: 10, Offset: 0, Sum: 0));
    Console.WriteLine($"sliding window: {await batch.GetResultAsync<string>()}");

    engine.Register<Booking, string>("booking", TimerWorkflow.RunAsync);
    var booking = await engine.StartAsync("booking", "booking-1", new Booking("Mr. Bean", TimeSpan.FromDays(30)));
    await booking.CancelAsync("The guest has withdrawn.");          // does nothing when it was canceled before
    Console.WriteLine($"timer with cancel: {await OutcomeOf(booking)}");

    engine.Register<int, string>("import", ProgressWorkflow.RunAsync);
    var import = await engine.StartAsync("import", "import-1", 10);
    var outcome = OutcomeOf(import);
    await Task.WhenAny(Import.HasResumed, outcome);
    await import.CancelAsync("It takes too long.");
    Console.WriteLine($"heartbeat with cancellation: {await outcome}");
});

static async Task<string> OutcomeOf(ExecutionHandle execution)
{
    try
    {
        return await execution.GetResultAsync<string>();
    }
    catch (ExecutionFailedException failed) when (failed.Status == ExecutionStatus.Canceled)
    {
        return failed.Error.ErrorMessage;
    }
}

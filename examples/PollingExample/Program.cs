using DurableParallel.Examples;

// A job that runs elsewhere is looked at until it is done. In between the execution costs nothing.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("patient", Polling.PatientAsync);
    engine.Register<string, string>("impatient", Polling.ImpatientAsync);

    // Both are started before the first is awaited, so they poll side by side.
    var patient = await engine.StartAsync("patient", "patient-for-job-7", "job 7");
    var impatient = await engine.StartAsync("impatient", "impatient-for-job-7", "job 7");
    Console.WriteLine($"patient: {await patient.GetResultAsync<string>()}");
    Console.WriteLine($"impatient: {await impatient.GetResultAsync<string>()}");
});

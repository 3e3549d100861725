namespace DurableParallel.Ports.ApprovalWithEvents;

/// <summary>The services of the sample. Each call writes a line, so that one can see when it happens.</summary>
internal static class Office
{
    public static void RequestApproval(Request request) => Console.WriteLine($"approval of {request.What} is requested");

    public static string ProcessApproval(Request request, bool isApproved) => $"{request.What} is {(isApproved ? "approved" : "rejected")}";

    public static string Escalate(Request request) => $"{request.What} is escalated";
}

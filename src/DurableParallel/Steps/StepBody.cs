using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Running.Operations;

namespace DurableParallel.Steps;

/// <summary>The forms that a step's body comes in, told apart when it runs, so that none needs a wrapper.</summary>
internal static class StepBody
{
    /// <summary>Calls the body. Returns its task, or null and the value when it has run to its end.</summary>
    [SuppressMessage("Design", "MA0022", Justification = "Null says that the body has run to its end; there is no task to stand for it.")]
    public static Task? Call<T>(Delegate body, StepOperation<T> step, StepLane lane, out T value)
    {
        value = default!;
        switch (body)
        {
            case Func<StepContext, Task> withContext:
                return withContext(step.MakeContext(lane)) ?? throw NoTask();
            case Func<Task> plain:
                return plain() ?? throw NoTask();
            case Func<StepContext, T> withContext:
                value = withContext(step.MakeContext(lane));
                break;
            case Func<T> plain:
                value = plain();
                break;
            case Action<StepContext> withContext:
                withContext(step.MakeContext(lane));
                break;
            default:
                ((Action)body)();
                break;
        }

        return value is Task or System.Threading.Tasks.ValueTask ? throw IsTask(value.GetType()) : null;
    }

    /// <summary>Refuses a type of result that only a task could be meant by.</summary>
    public static void RefuseTaskResult<T>(string? name)
    {
        if (IsTaskType(typeof(T)))
        {
            throw Misuse.OfArgument(
                $"The body of step '{name}' returns a {typeof(T).Name} as its result, and a step awaits only bodies that return a Task. "
                + "Make the body an async lambda that awaits it, or call AsTask() on a ValueTask.");
        }
    }

    private static bool IsTaskType(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(System.Threading.Tasks.ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static InvalidOperationException IsTask(Type type) =>
        Misuse.Of($"The body returned a {type.Name} as its value, and a step records values only. Await it inside the body.");

    private static InvalidOperationException NoTask() => Misuse.Of("The body returned null where a Task was expected. Return Task.CompletedTask.");
}

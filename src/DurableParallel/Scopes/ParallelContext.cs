using System.ComponentModel;
using System.Runtime.CompilerServices;
using DurableParallel.Errors;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <summary>
/// A scope of branches that run side by side. Register them with <see cref="Branch{T}(string?, Func{DurableContext, Task{T}}, BranchOptions{T}?)"/>, which starts nothing, then
/// await <see cref="JoinAsync"/>, which starts them in the order of registration under the rules of the scope's
/// <see cref="ParallelConfig"/>; read the futures afterwards. Under <see cref="BranchStart.AtRegistration"/> each branch starts
/// when it is registered, and the join waits for them.
/// </summary>
/// <remarks>
/// Put the join right after the last branch: leaving the block of an <c>await using</c> joins a scope that nobody
/// joined, even when an exception left it. Belongs to the body that opened it, and is not for several threads at once.
/// </remarks>
public sealed class ParallelContext : IAsyncDisposable
{
    private readonly BranchScope _scope;
    private bool _isSettleOnly;

    internal ParallelContext(BranchScope scope) => _scope = scope;

    /// <summary>Registers a branch with a result. Nothing of it runs before the join, unless <see cref="ParallelConfig.Start"/> says so.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for "parallel-branch-" and the index. Need not be unique.</param>
    /// <param name="body">The branch's code, which uses only the context that it is given.</param>
    /// <param name="options">How this branch differs from the scope's configuration.</param>
    /// <returns>The future of the branch, readable after the join.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The join has begun, or the scope belongs to another body.</exception>
    /// <exception cref="DurableLimitException">The branch is to start now and would be one operation too many. It was not registered.</exception>
    [OverloadResolutionPriority(1)]
    public DurableFuture<T> Branch<T>(string? name, Func<DurableContext, Task<T>> body, BranchOptions<T>? options = null)
    {
        Check(name, body);
        return _scope.Register(DurableFuture<T>.Create(_scope, name, body, options));
    }

    /// <summary>Refused by the compiler: the branch has a result, which these options know nothing of.</summary>
    /// <param name="name">The name.</param>
    /// <param name="body">A body with a result.</param>
    /// <param name="options">Options for a branch without one.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("The branch has a result. Pass a BranchOptions<T> of its type.", error: true)]
    public DurableFuture<T> Branch<T>(string? name, Func<DurableContext, Task<T>> body, BranchOptions options) =>
        throw new NotSupportedException("The branch has a result. Pass a BranchOptions<T> of its type.");

    /// <summary>Registers a branch without a result. Nothing of it runs before the join, unless <see cref="ParallelConfig.Start"/> says so.</summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for "parallel-branch-" and the index. Need not be unique.</param>
    /// <param name="body">The branch's code, which uses only the context that it is given.</param>
    /// <param name="options">What is to be said about this branch alone.</param>
    /// <returns>The future of the branch, readable after the join.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The join has begun, or the scope belongs to another body.</exception>
    /// <exception cref="DurableLimitException">The branch is to start now and would be one operation too many. It was not registered.</exception>
    public DurableFuture Branch(string? name, Func<DurableContext, Task> body, BranchOptions? options = null)
    {
        Check(name, body);
        return _scope.Register(DurableFuture.Create(_scope, name, body, options));
    }

    /// <summary>
    /// Starts the branches and waits until the scope is decided and every branch that started has settled. Calling it
    /// again gives the same outcome.
    /// </summary>
    /// <returns>Counts, reason and the outcome of every branch.</returns>
    /// <exception cref="ParallelExecutionException">More branches failed than are tolerated, fewer succeeded than are required, or the time was up. Compensations have ended by then.</exception>
    /// <exception cref="InvalidOperationException">The rules cannot be met by so many branches; nothing was started or recorded.</exception>
    public DurableTask<ParallelResult> JoinAsync()
    {
        _scope.Identity.Owner.RequireOwnBody();
        return _scope.Join(static result => result, throwsOnFailure: true).ValueTask;
    }

    /// <summary>The same join as <see cref="JoinAsync"/>; never throws for what became of the branches.</summary>
    /// <returns>Counts, reason and the outcome of every branch.</returns>
    /// <exception cref="InvalidOperationException">The rules cannot be met by so many branches; nothing was started or recorded.</exception>
    public DurableTask<ParallelResult> SettleAsync()
    {
        _scope.Identity.Owner.RequireOwnBody();
        _isSettleOnly = _isSettleOnly || _scope.IsOpen;
        return _scope.Join(static result => result, throwsOnFailure: false).ValueTask;
    }

    /// <summary>
    /// Joins if nobody did, and then throws as <see cref="JoinAsync"/> would; waits for a join that is under way; does
    /// nothing after one.
    /// </summary>
    /// <returns>A task that completes when the scope is joined.</returns>
    public ValueTask DisposeAsync()
    {
        if (_scope.IsJoined)
        {
            return ValueTask.CompletedTask;
        }

        _scope.Identity.Owner.RequireOwnBody();
        return new ValueTask(AwaitAsync(_scope.Join(static result => result, throwsOnFailure: !_isSettleOnly).ValueTask));
    }

    // A ValueTask's own awaiter would hide who awaits the join.
    private static async Task AwaitAsync(DurableTask<ParallelResult> join) => await join;

    private void Check(string? name, Delegate body)
    {
        Misuse.ThrowIfNull(body);
        _scope.Identity.Owner.RequireOwnBody();
        _scope.Identity.Invocation.Limits.CheckName(name);
    }
}

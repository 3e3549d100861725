using System.ComponentModel;
using DurableParallel.Errors;
using DurableParallel.Scopes;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <content>Scopes of branches that run side by side.</content>
public sealed partial class DurableContext
{
    private const string RegisterOnly = "Register branches only: an async delegate would run before the join. Put the awaits into the branches.";

    /// <summary>Opens a scope without a name, under the default rules: one failure decides.</summary>
    /// <returns>The open scope, to register branches with.</returns>
    public ParallelContext Parallel() => Open(null, null);

    /// <summary>Opens a scope under the default rules: one failure decides.</summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <returns>The open scope, to register branches with.</returns>
    public ParallelContext Parallel(string? name) => Open(name, null);

    /// <summary>Opens a scope without a name.</summary>
    /// <param name="config">The scope's rules.</param>
    /// <returns>The open scope, to register branches with.</returns>
    public ParallelContext Parallel(ParallelConfig config)
    {
        Misuse.ThrowIfNull(config);
        return Open(null, config);
    }

    /// <summary>
    /// Opens a scope. It takes its place among the operations of this context now, and records nothing before it is
    /// joined.
    /// </summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="config">The scope's rules.</param>
    /// <returns>The open scope, to register branches with.</returns>
    /// <exception cref="ArgumentException">The name or the rules are not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public ParallelContext Parallel(string? name, ParallelConfig config)
    {
        Misuse.ThrowIfNull(config);
        return Open(name, config);
    }

    /// <summary>Opens a scope without a name.</summary>
    /// <param name="configure">Sets the scope's rules.</param>
    /// <returns>The open scope, to register branches with.</returns>
    public ParallelContext Parallel(Action<ParallelConfigBuilder> configure) => Parallel(null, configure);

    /// <inheritdoc cref="Parallel(string?, ParallelConfig)"/>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="configure">Sets the scope's rules.</param>
    public ParallelContext Parallel(string? name, Action<ParallelConfigBuilder> configure)
    {
        Misuse.ThrowIfNull(configure);
        var builder = ParallelConfig.Builder();
        configure(builder);
        return Open(name, builder.Build());
    }

    /// <summary>
    /// A whole scope in one call: opens it, registers, joins, and gives back what the registration returned, for example
    /// a tuple of futures. Starts nothing when the registration throws.
    /// </summary>
    /// <typeparam name="TFutures">The type of what the registration returns.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="register">Registers the branches and returns their futures.</param>
    /// <param name="config">The scope's rules; null for the default ones.</param>
    /// <returns>What the registration returned, once the scope is joined.</returns>
    /// <exception cref="ParallelExecutionException">When awaited: as <see cref="ParallelContext.JoinAsync"/>.</exception>
    public DurableTask<TFutures> ParallelAsync<TFutures>(string? name, Func<ParallelContext, TFutures> register, ParallelConfig? config = null)
    {
        var (scope, futures) = Register(ScopeKind.Parallel, name, config, register);
        return scope.Join(_ => futures, throwsOnFailure: true).ValueTask;
    }

    /// <summary>A whole scope in one call, for a registration that has nothing to return, such as a loop.</summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="register">Registers the branches.</param>
    /// <param name="config">The scope's rules; null for the default ones.</param>
    /// <returns>Counts, reason and the outcome of every branch.</returns>
    /// <exception cref="ParallelExecutionException">When awaited: as <see cref="ParallelContext.JoinAsync"/>.</exception>
    public DurableTask<ParallelResult> ParallelAsync(string? name, Action<ParallelContext> register, ParallelConfig? config = null)
    {
        Misuse.ThrowIfNull(register);
        return Register(name, config, register).Join(static result => result, throwsOnFailure: true).ValueTask;
    }

    /// <summary>A whole scope in one call that never throws for what became of the branches.</summary>
    /// <typeparam name="TFutures">The type of what the registration returns.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="register">Registers the branches and returns their futures.</param>
    /// <param name="config">The scope's rules; null for the default ones.</param>
    /// <returns>What the registration returned, and counts, reason and the outcome of every branch.</returns>
    public DurableTask<(TFutures Futures, ParallelResult Result)> ParallelSettleAsync<TFutures>(
        string? name,
        Func<ParallelContext, TFutures> register,
        ParallelConfig? config = null)
    {
        var (scope, futures) = Register(ScopeKind.Parallel, name, config, register);
        return scope.Join(result => (futures, result), throwsOnFailure: false).ValueTask;
    }

    /// <summary>A whole scope in one call that never throws for what became of the branches, for a registration that has nothing to return.</summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="register">Registers the branches.</param>
    /// <param name="config">The scope's rules; null for the default ones.</param>
    /// <returns>Counts, reason and the outcome of every branch.</returns>
    public DurableTask<ParallelResult> ParallelSettleAsync(string? name, Action<ParallelContext> register, ParallelConfig? config = null)
    {
        Misuse.ThrowIfNull(register);
        return Register(name, config, register).Join(static result => result, throwsOnFailure: false).ValueTask;
    }

    /// <summary>A call that binds to this does not compile, and says why: a registration is not asynchronous.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(RegisterOnly, error: true)]
    public DurableTask<T> ParallelSettleAsync<T>(string? name, Func<ParallelContext, Task<T>> register, ParallelConfig? config = null) =>
        throw new NotSupportedException(RegisterOnly);

    /// <summary>A call that binds to this does not compile, and says why: a registration is not asynchronous.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(RegisterOnly, error: true)]
    public DurableTask ParallelSettleAsync(string? name, Func<ParallelContext, Task> register, ParallelConfig? config = null) =>
        throw new NotSupportedException(RegisterOnly);

    /// <summary>A call that binds to this does not compile, and says why: a registration is not asynchronous.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(RegisterOnly, error: true)]
    public DurableTask ParallelAsync(string? name, Func<ParallelContext, Task> register, ParallelConfig? config = null) =>
        throw new NotSupportedException(RegisterOnly);

    /// <summary>A call that binds to this does not compile, and says why: a registration is not asynchronous.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(RegisterOnly, error: true)]
    public DurableTask<T> ParallelAsync<T>(string? name, Func<ParallelContext, Task<T>> register, ParallelConfig? config = null) =>
        throw new NotSupportedException(RegisterOnly);

    private ParallelContext Open(string? name, ParallelConfig? config) => new(OpenScope(ScopeKind.Parallel, name, config));

    private BranchScope OpenScope(ScopeKind kind, string? name, ScopeConfig? config)
    {
        config?.Validate();
        var scope = new BranchScope(this, kind, Next(OperationType.Context, kind.SubType, name), config);
        RequireOpenScopes().Add(scope);
        return scope;
    }

    private BranchScope Register(string? name, ParallelConfig? config, Action<ParallelContext> register) =>
        Register<object?>(ScopeKind.Parallel, name, config, p =>
        {
            register(p);
            return null;
        }).Scope;

    private (BranchScope Scope, TFutures Futures) Register<TFutures>(
        ScopeKind kind,
        string? name,
        ScopeConfig? config,
        Func<ParallelContext, TFutures> register)
    {
        Misuse.ThrowIfNull(register);
        if (config is ParallelConfig { Start: BranchStart.AtRegistration })
        {
            throw Misuse.OfArgument(
                "Branches that start at their registration are for a scope that is opened by ctx.Parallel, and here all branches are registered by one call. "
                + "Leave Start out, or open the scope by ctx.Parallel and join it after the last branch.",
                nameof(config));
        }

        var scope = OpenScope(kind, name, config);
        try
        {
            var futures = register(new ParallelContext(scope));
            return futures is Task ? throw Misuse.Of(RegisterOnly) : (scope, futures);
        }
        catch
        {
            scope.GiveUp();
            throw;
        }
    }
}

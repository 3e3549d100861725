using DurableParallel.Testing.InMemory;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.InMemory;

/// <summary>The outside of an in-memory host. What callbacks do to a function is in the contract suite.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CallbackTests
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<string> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task SucceedCallback_WhileTheProcessIsDown_IsFoundWhenItComesBack()
    {
        var host = new InMemoryHost(new InMemoryHostOptions { AutoAdvance = false });
        var execution = host.Start(DurableFunction.Create(AskAsync));
        var id = await _id.Task.WaitAsync(HangGuard);
        execution.Crash();

        host.SucceedCallback(id, "3");
        execution.Restart();
        var report = await execution.Completion.WaitAsync(HangGuard);

        report.Payload.Should().Be("3");
    }

    [Test]
    public async Task Callback_WhatCannotBe_SaysWhy()
    {
        var host = new InMemoryHost(new InMemoryHostOptions());
        var execution = host.Start(DurableFunction.Create(AskAsync));
        var id = await _id.Task.WaitAsync(HangGuard);

        var malformed = () => host.SucceedCallback("no id");
        var late = () => host.FailCallback(id, new DurableError("Late", "late"));
        host.SucceedCallback(id, "1");

        malformed.Should().Throw<ArgumentException>().WithMessage("*not the id of a callback*");
        late.Should().Throw<InvalidOperationException>().WithMessage("*'ask'*takes nothing any more*");
        await execution.Completion.WaitAsync(HangGuard);
        late.Should().Throw<InvalidOperationException>("the execution has ended");
    }

    private async Task<int> AskAsync(DurableContext context)
    {
        var callback = await context.CreateCallbackAsync<int>("ask");
        _id.TrySetResult(callback.CallbackId);
        return await callback.GetResultAsync();
    }
}

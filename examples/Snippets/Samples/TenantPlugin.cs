namespace DurableParallel.Snippets.Samples;

#region PluginFlow
public sealed class TenantPlugin(AsyncLocal<string?> current, Func<string, string> tenantOf) : DurablePlugin
{
    public override void OnUserFunctionStart(UserFunctionInfo info) => current.Value = tenantOf(info.ExecutionArn);
}
#endregion

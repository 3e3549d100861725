using System.Security.Cryptography;
using DurableParallel;
using DurableParallel.Snippets.Payloads;
using DurableParallel.Snippets.Samples;
using DurableParallel.Snippets.Shop;

// The samples of the documents, as functions that a host can be given. Making them needs no host, and running them does.
var functions = new Dictionary<string, DurableFunction>(StringComparer.Ordinal)
{
    ["approve"] = DurableFunction.Create<Order, Decision>(ScopeSamples.ApproveAsync),
    ["approve-in-a-block"] = DurableFunction.Create<Order, Decision>(ScopeSamples.ApproveInABlockAsync),
    ["send-all"] = DurableFunction.Create<IReadOnlyList<string>, int>(ScopeSamples.SendAllAsync),
    ["quorum"] = DurableFunction.Create<string, int>(RuleSamples.AskThreeAsync),
    ["race"] = DurableFunction.Create<Order, bool>(RuleSamples.RaceAsync),
    ["four-of-ten"] = DurableFunction.Create(RuleSamples.FourOfTenAsync),
    ["own-rule"] = DurableFunction.Create<IReadOnlyList<string>, int>(RuleSamples.OwnRuleAsync),
    ["map"] = DurableFunction.Create<IReadOnlyList<Order>, int>(MapSamples.RateAllAsync),
    ["map-without-result"] = DurableFunction.Create<IReadOnlyList<string>, int>(MapSamples.SendToAllAsync),
    ["map-or-nothing"] = DurableFunction.Create<IReadOnlyList<Order>, int>(MapSamples.AllOrNothingAsync),
    ["array"] = DurableFunction.Create<string, int>(MapSamples.AskAllAsync),
    ["errors"] = DurableFunction.Create<Order, string>(OutcomeSamples.ExplainAsync),
    ["partial-results"] = DurableFunction.Create<Order, string>(OutcomeSamples.PartialAsync),
    ["nested"] = DurableFunction.Create<IReadOnlyList<Order>, int>(NestingSamples.AllOrdersAsync),
    ["siblings"] = DurableFunction.Create<Order, int>(NestingSamples.SiblingsAsync),
    ["negotiate"] = DurableFunction.Create<Order, int>(NestingSamples.NegotiateAsync),
    ["ship"] = DurableFunction.Create<Order, string>(OperationSamples.ShipAsync),
    ["charge"] = DurableFunction.Create<Order, string>(OperationSamples.ChargeAsync),
    ["remind"] = DurableFunction.Create<Order>(OperationSamples.RemindAsync),
    ["children"] = DurableFunction.Create<Order, string>(OperationSamples.ChildrenAsync),
    ["approve-by-mail"] = DurableFunction.Create<Order, bool>(CallbackSamples.ApproveAsync),
    ["pick-up"] = DurableFunction.Create<Order, string>(CallbackSamples.PickUpAsync),
    ["pay"] = DurableFunction.Create<Order, string>(CallbackSamples.PayAsync),
    ["delivered"] = DurableFunction.Create<Order, Shipment>(ConditionSamples.DeliveredAsync),
    ["where-is-it"] = DurableFunction.Create<Order, string>(ConditionSamples.WhereIsItAsync),
    ["own-strategy"] = DurableFunction.Create<Order, string>(ConditionSamples.OwnStrategyAsync),
    ["order"] = DurableFunction.Create<Order, string>(ConditionSamples.OrderAsync),
    ["answer-or-give-up"] = DurableFunction.Create<Order, string>(RaceSamples.AnswerOrGiveUpAsync),
    ["until-the-deadline"] = DurableFunction.Create<Order, int>(RaceSamples.UntilTheDeadlineAsync),
    ["all"] = DurableFunction.Create<Order, string>(RaceSamples.AllAsync),
    ["race-a-helper"] = DurableFunction.Create<Order, int>(RaceSamples.OfBranchesAsync),
    ["fulfil"] = DurableFunction.Create<Order, string>(InvokeSamples.FulfilAsync),
    ["invoke-failures"] = DurableFunction.Create<Order, string>(InvokeSamples.ExplainAsync),
    ["invoke-all"] = DurableFunction.Create<IReadOnlyList<Order>, int>(InvokeSamples.InvokeAllAsync),
    ["buy"] = DurableFunction.Create<Order, string>(SagaSamples.BuyAsync),
    ["buy-in-sequence"] = DurableFunction.Create<Order, string>(SagaSamples.BuyInSequenceAsync),
    ["buy-in-one-call"] = DurableFunction.Create<Order, string>(SagaSamples.BuyInOneCallAsync),
    ["in-time"] = DurableFunction.Create<Order, string>(SagaSamples.AnswerInTimeAsync),
    ["flat"] = DurableFunction.Create<IReadOnlyList<Order>, int>(SagaSamples.RateFlatAsync),
    ["large"] = DurableFunction.Create<IReadOnlyList<Order>, int>(SagaSamples.LargeAsync),
    ["own-payload"] = DurableFunction.Create<IReadOnlyList<string>, int>(SagaSamples.OwnPayloadAsync),
    ["values"] = DurableFunction.Create<Order, string>(DeterminismSamples.ValuesAsync),
    ["several-at-once"] = DurableFunction.Create<Order, bool>(DeterminismSamples.SeveralAtOnceAsync),
    ["effects"] = DurableFunction.Create<Order, int>(DeterminismSamples.EffectsAsync),
    ["helper"] = DurableFunction.Create<Order, bool>(ActivitySamples.UseHelperAsync),
    ["services"] = DurableFunction.Create<Order, string>(WatchingSamples.ChargeAsync),
    ["source-generated"] = PayloadSamples.SourceGenerated(),
    ["overrides"] = DurableFunction.Create<IReadOnlyList<Order>, int>(PayloadSamples.OverridesAsync),
    ["encrypted"] = PayloadSamples.Encrypted(RandomNumberGenerator.GetBytes(32)),
    ["compressed"] = DurableFunction.Create<Order, string>(PayloadSamples.CompressedAsync),
    ["log"] = DurableFunction.Create<Order>(ActivitySamples.LogAsync),
};

foreach (var name in functions.Keys.Order(StringComparer.Ordinal))
{
    Console.WriteLine(name);
}

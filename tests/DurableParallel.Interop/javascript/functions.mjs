// Functions written with AWS's SDK, as anybody would write them for AWS.
import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { CheckpointDurableExecutionCommand, LambdaClient, SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda";

const lambda = new LambdaClient({});

const parallel = async (event, context) => {
  const results = await context.parallel("checks", [
    { name: "left", func: async (branch) => branch.step("left", async () => event.value + 1) },
    {
      name: "right",
      func: async (branch) => {
        await branch.wait({ seconds: 1 });
        return branch.step("right", async () => event.value + 2);
      },
    },
  ]);
  return results.getResults();
};

const map = async (event, context) => {
  const results = await context.map(
    "squares",
    event.items,
    async (item, value, index) => item.step(`square-${index}`, async () => value * value),
    { maxConcurrency: 2 },
  );
  return results.getResults();
};

const wait = async (event, context) => {
  const before = await context.step("before", async () => "before");
  await context.wait("pause", { seconds: 1 });
  return [before, await context.step("after", async () => "after")];
};

const retry = async (event, context) => {
  let attempts = 0;
  return context.step(
    "flaky",
    async (step) => {
      attempts++;
      if ((step.attempt ?? attempts) < 2 && attempts < 2 && !globalThis.hasFailed) {
        globalThis.hasFailed = true;
        throw new Error("Not yet.");
      }
      return "worked";
    },
    { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }) },
  );
};

const callback = async (event, context) => {
  const answer = await context.waitForCallback("approval", async (callbackId) => {
    await lambda.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId: callbackId, Result: Buffer.from(JSON.stringify({ approved: true })) }),
    );
  });
  return answer;
};

const createdCallback = async (event, context) => {
  const [promise] = await context.createCallback("outside");
  return await promise;
};

const invoke = async (event, context) => {
  const sum = await context.invoke("add", "adder:$LATEST", { a: event.a, b: event.b });
  const echo = await context.invoke("echo", "echo:$LATEST", { text: "hello" });
  return { sum, echo };
};

const adder = async (event, context) => context.step("add", async () => event.a + event.b);

const child = async (event, context) =>
  context.runInChildContext("outer", async (outer) => {
    const first = await outer.step("first", async () => 1);
    await outer.wait({ seconds: 1 });
    return first + (await outer.step("second", async () => 2));
  });

const condition = async (event, context) =>
  context.waitForCondition("count", async (state) => ({ count: state.count + 1 }), {
    initialState: { count: 0 },
    waitStrategy: (state) => (state.count >= 3 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 1 } }),
  });

const failing = async (event, context) =>
  context.step("fails", async () => { throw new TypeError("On purpose."); }, { retryStrategy: () => ({ shouldRetry: false }) });

const large = async () => "x".repeat(6 * 1024 * 1024 - 20);

// A function whose token is stale when the SDK sends its first checkpoint, as another invocation's checkpoint makes it.
const overtaken = new LambdaClient({});
let isOvertaken = false;
overtaken.middlewareStack.add(
  (next, context) => async (call) => {
    if (context.commandName === "CheckpointDurableExecutionCommand" && !isOvertaken) {
      isOvertaken = true;
      const { DurableExecutionArn, CheckpointToken } = call.input;
      await lambda.send(new CheckpointDurableExecutionCommand({ DurableExecutionArn, CheckpointToken, Updates: [] }));
    }
    return next(call);
  },
  { step: "initialize" },
);

const stale = async (event, context) => context.step("late", async () => "on record");

const durable = { parallel, map, wait, retry, callback, createdCallback, invoke, adder, child, condition, failing, large };

export const handlers = {
  ...Object.fromEntries(Object.entries(durable).map(([name, handler]) => [name, withDurableExecution(handler)])),
  stale: withDurableExecution(stale, { client: overtaken }),
  echo: async (event) => ({ echoed: event.text }),
};

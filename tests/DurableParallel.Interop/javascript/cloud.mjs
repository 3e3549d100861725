// AWS's test runner for functions in the cloud: invokes a function, reads its history, and makes operations of that. Prints what it saw.
import { CloudDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { LambdaClient } from "@aws-sdk/client-lambda";

const [functionName, payload] = process.argv.slice(2);
const runner = new CloudDurableTestRunner({ functionName: `${functionName}:$LATEST`, client: new LambdaClient({}), config: { pollInterval: 50 } });
const run = await runner.run({ payload: JSON.parse(payload) });
const status = run.getStatus();

console.log(JSON.stringify({
  status,
  result: status === "SUCCEEDED" ? run.getResult() : undefined,
  error: status === "FAILED" ? run.getError().errorMessage : undefined,
  invocations: run.getInvocations().length,
  operations: run.getOperations().map((operation) => `${operation.getType()} ${operation.getName() ?? "-"} ${operation.getStatus()}`),
  events: run.getHistoryEvents().map((event) => event.EventType),
}));

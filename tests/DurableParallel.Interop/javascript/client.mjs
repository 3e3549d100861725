// A client as anybody would write it for AWS: starts an execution, looks at it, lists it, stops another. Prints what it saw.
import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda";

const lambda = new LambdaClient({});
const send = (Command, input) => lambda.send(new Command(input));

const invoked = await send(InvokeCommand, {
  FunctionName: "wait",
  Qualifier: "$LATEST",
  DurableExecutionName: "from-the-client",
  Payload: Buffer.from("{}"),
});
const arn = invoked.DurableExecutionArn;
const shown = await send(GetDurableExecutionCommand, { DurableExecutionArn: arn });
const history = await send(GetDurableExecutionHistoryCommand, { DurableExecutionArn: arn, IncludeExecutionData: true });
const listed = await send(ListDurableExecutionsByFunctionCommand, { FunctionName: "wait", Statuses: ["SUCCEEDED"] });
const waiting = await send(InvokeCommand, { FunctionName: "createdCallback", InvocationType: "Event", Payload: Buffer.from("{}") });
await send(StopDurableExecutionCommand, { DurableExecutionArn: waiting.DurableExecutionArn });
const stopped = await send(GetDurableExecutionCommand, { DurableExecutionArn: waiting.DurableExecutionArn });
let missing;
try {
  await send(GetDurableExecutionCommand, { DurableExecutionArn: arn.replace(/.$/, "x") });
} catch (error) {
  missing = error.name;
}

console.log(JSON.stringify({
  result: JSON.parse(Buffer.from(invoked.Payload).toString()),
  name: shown.DurableExecutionName,
  status: shown.Status,
  startedAt: shown.StartTimestamp instanceof Date,
  events: history.Events.map((event) => event.EventType),
  listed: listed.DurableExecutions.map((execution) => execution.DurableExecutionName),
  stopped: stopped.Status,
  missing,
}));

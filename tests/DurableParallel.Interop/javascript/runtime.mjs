// A runtime as Lambda's own is: asks for an event, runs the function that it is for, and answers.
import http from "node:http";
import { handlers } from "./functions.mjs";

const [host, ...prefix] = process.env.AWS_LAMBDA_RUNTIME_API.split("/");
const [hostname, port] = host.split(":");
const base = `/${prefix.join("/")}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, agent, method, path: base + path, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

for (;;) {
  const next = await call("GET", "/invocation/next");
  const id = next.headers["lambda-runtime-aws-request-id"];
  const arn = next.headers["lambda-runtime-invoked-function-arn"];
  const deadline = Number(next.headers["lambda-runtime-deadline-ms"]);
  const context = {
    awsRequestId: id,
    invokedFunctionArn: arn,
    functionName: arn.split(":")[6],
    functionVersion: arn.split(":")[7],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const result = await handlers[context.functionName](JSON.parse(next.body), context);
    await call("POST", `/invocation/${id}/response`, JSON.stringify(result ?? null), { "Content-Type": "application/json" });
  } catch (error) {
    await call(
      "POST",
      `/invocation/${id}/error`,
      JSON.stringify({ errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? "").split("\n") }),
      { "Content-Type": "application/vnd.aws.lambda.error+json", "Lambda-Runtime-Function-Error-Type": error.name },
    );
  }
}

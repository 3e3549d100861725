// The shapes of the management API.

export type Status = "Running" | "Succeeded" | "Failed" | "TimedOut" | "Stopped" | "ContinuedAsNew" | "Canceled" | "Blocked"; // ExecutionStatus's names
export type State = "Blocked" | "Retrying" | "WaitingForCallback" | "WaitingUntil" | "Queued"; // of running ones, from what is in memory; several may hold
export interface Page<T> { items: T[]; next?: string }       // next: give it as ?after=
// ---- Meta -----------------------------------------------------------------------------------------------------------
export interface Meta { product: string; version: string; readOnly: boolean; exports?: boolean; engine: { journal: string; region: string; account: string };
  user?: string; now: string; }
// ---- Executions -------------------------------------------------------------------------------------------------------
export interface ExecutionItem { name: string; arn: string; function: string; version: number; status: Status; states: State[];
  started: string; ended?: string; run: number; tags?: Record<string, string>; tenant?: string; waiting?: { reason: string; until?: string; ahead?: number };
  customStatus?: PayloadView; }
export interface Counts { total: number; byStatus: Partial<Record<Status, number>>; byState: Partial<Record<State, number>>; }
export interface PayloadView { text?: string; bytes: number; cut: boolean; redacted?: boolean; contentType: "json" | "text"; download?: string /* path below /api */ }
export interface ErrorView { type?: string; message?: string; stack?: string[]; data?: string; causes?: ErrorView[] }
export interface ExecutionDetail extends ExecutionItem {
  input?: PayloadView; result?: PayloadView; error?: ErrorView;
  blocked?: Blocked; invokedBy?: string; forkedFrom?: string; invokes: string[] /* first 100 */; runs: { run: number; started?: string; ended?: string; status: Status }[];
  operations: number; callbacks: OpenCallback[]; eventWaits: { name: string; since: string; timeout?: string }[]; unreadEvents: { name: string; raised: string; eventId?: string; payload?: PayloadView }[];
  invocations: Invocation[]; actions: Action[] /* what makes sense now and is allowed */ }
export interface Invocation { requestId?: string; started: string; ended?: string; error?: ErrorView; kind: "begin" | "restart" /* after its process died */ | "resume" | "retry"; }
export type Action = "stop" | "cancel" | "retry" | "fork" | "unblock" | "purge" | "raise";
export interface HistoryEvent { id: number; type: string; time: string; operation?: string /* id */; name?: string; path?: string; parent?: string; subType?: string;
  payload?: PayloadView; error?: ErrorView; details?: Record<string, string | number | boolean> }
// ---- Timeline -----------------------------------------------------------------------------------------------------------
export interface Rows { parent?: string; total: number; offset: number; items: Row[]; version: number; start: string; end: string /* of the whole execution; now while it runs */; running: boolean }
export interface Row { id: string; name?: string; path: string; type: "Step" | "Wait" | "Callback" | "ChainedInvoke" | "Context" | "Event" | string; subType?: string;
  status: "Started" | "Pending" | "Ready" | "Succeeded" | "Failed" | "TimedOut" | "Canceled" | "Stopped" | "Skipped" | "NotStarted" | string;
  started?: string; ended?: string; due?: string /* a wait, time-out or retry */; attempts: number; children: number /* how many rows below */; failedBelow: number;
  segments?: Segment[] /* bars; at most 64, else folded */; markers?: Marker[]; error?: { type?: string; message?: string }; left?: boolean /* left behind */;
  scope?: ScopeRules /* for Parallel, Map, race */; }
export interface Segment { kind: "running" | "waiting" | "retryDelay"; from: string; to?: string /* absent: until now */; attempt?: number; maxAttempts?: number }
export interface Marker { kind: "callback" | "heartbeat" | "event" | "restart" | "decided"; at: string; text?: string }
export interface ScopeRules { maxConcurrency?: number; minSuccessful?: number; toleratedFailureCount?: number; toleratedFailurePercentage?: number; start?: "AtJoin" | "AtRegistration"; total?: number; nesting?: "Nested" | "Flat"; hasShouldComplete?: boolean; runningBranches?: "Finish" | "Drain"; timeoutMs?: number;
  known: boolean /* false: the rules are not on record (yet) */ }
export interface Density { total: number; buckets: { rows: number; from: string; to: string; succeeded: number; failed: number; running: number; other: number }[] }
export interface OperationDetail extends Row { payload?: PayloadView; input?: PayloadView; errorFull?: ErrorView; attemptList: { attempt: number; started: string; ended?: string; error?: ErrorView; nextAt?: string }[];
  callbackId?: string; invoked?: string /* execution name */; why?: string /* why it waits or has not started, one sentence */; ancestors: { id: string; name?: string }[] /* from the root */; index: number /* among its parent's rows */ }
// ---- Scopes --------------------------------------------------------------------------------------------------------------
export interface Strip { from: string; to: string; rules: ScopeRules; peak: number; samples: { at: string; running: number; pending: number; succeeded: number; failed: number }[] /* a step function */;
  decided?: { at: string; reason: string /* CompletionReason's name */; sentence: string }; }
export interface WhatIfSettings { maxConcurrency?: number | null; minSuccessful?: number | null; toleratedFailureCount?: number | null; toleratedFailurePercentage?: number | null; shouldCompleteOff?: boolean }
export interface WhatIfOutcome { durationMs: number; peak: number; started: number; succeeded: number; failed: number; skipped: number; canceled: number; reason: string; sentence: string; skippedNames: string[] /* first 100 */;
  recorded: { durationMs: number; peak: number; reason?: string; inferred?: boolean /* the rules are not on record */ }; branches: { index: number; name?: string; fromMs: number; toMs: number; outcome: "Succeeded" | "Failed" | "Skipped" | "Canceled" }[] /* first 1000 */ }
// ---- Actions -------------------------------------------------------------------------------------------------------------
export interface StartRequest { function: string; name: string; version?: number; input?: string /* JSON text or text, as it is */; tags?: Record<string, string>; tenant?: string; startAt?: string; priority?: number }
// ---- Blocked, callbacks, functions, schedules ----------------------------------------------------------------------------
export interface Blocked { name: string; function: string; version: number; reason: string /* BlockedReason's name */; message: string; since?: string;
  stored?: { operation: string; path: string; type: string; subType?: string; name?: string }; asked?: { operation: string; path: string; type: string; subType?: string; name?: string };
  cause: string /* the likely cause, one sentence */; ways: { kind: "deploy" | "fork" | "stop"; text: string; at?: string /* for fork */ }[] }
export interface OpenCallback { id: string; execution: string; function: string; name?: string; since: string; timeout?: string; heartbeat?: string }
export interface FunctionInfo { name: string; versions: { version: number; registered: boolean; served?: boolean }[]; counts: Partial<Record<Status, number>>; limits?: { maxConcurrentExecutions?: number; rate?: string; hasKeys?: boolean }; input?: string /* type's name */; output?: string }
export interface Schedule { name: string; function: string; cron?: string; timeZone?: string; intervalMs?: number; overlap: string; catchUpWindowMs?: number; jitterMs?: number; paused: boolean; next: string[] /* next 5 */; last?: { at?: string; execution: string }; input?: PayloadView; declared: boolean; note?: string; started?: number; skipped?: number; lastError?: string }
// ---- Figures ------------------------------------------------------------------------------------------------------------
export interface Figures { at: string; active: number; parked: number; queued: number; running: number; blocked: number; executions: number;
  startsPerSecond: number; endsPerSecond: number; commitsPerSecond: number; commitP50Ms?: number; commitP99Ms?: number; stepP50Ms?: number; stepP99Ms?: number; stepsPerSecond: number; journalBytes: number; walBytes: number; heapBytes: number;
  failures: Record<string /* function */, number> /* in the last 5 s */ }
// ---- Search --------------------------------------------------------------------------------------------------------------

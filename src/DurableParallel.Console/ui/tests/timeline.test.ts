import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../src/api/types';
import { fold, leading } from '../src/pages/execution/timeline/fold';
import { attemptText, rulesText, tailText } from '../src/pages/execution/timeline/texts';
import type { Line } from '../src/pages/execution/timeline/labels';
import { addNames } from '../src/pages/execution/timeline/names';
import { Scope } from '../src/pages/execution/timeline/Scope';
import { nextHeight, panned, toTime, toX, whole, zoomed } from '../src/pages/execution/timeline/viewport';
import { windowOf } from '../src/lib/window';
import { failuresOf } from '../src/pages/overview/failures';
import { fromPlace, read, sameAsRecorded, toPlace, write } from '../src/pages/whatif/settings';

const at = (ms: number): string => new Date(ms).toISOString();
const row = (more: Partial<Row>): Row => ({ id: '1', path: '1', type: 'Step', status: 'Succeeded', attempts: 1, children: 0, failedBelow: 0, ...more });

test('a retry delay says which attempt it was and when the next is', () => {
    assert.equal(attemptText({ kind: 'retryDelay', from: at(0), to: at(22_000), attempt: 3, maxAttempts: 6 }, row({}), 10_000), 'attempt 3 of 6, next in 12 s');
    assert.equal(attemptText({ kind: 'retryDelay', from: at(0), attempt: 3 }, row({ due: at(22_000) }), 10_000), 'attempt 3, next in 12 s');
    assert.equal(attemptText({ kind: 'retryDelay', from: at(0), to: at(5), attempt: 1 }, row({}), 10_000), 'attempt 1');
});
test('the text beside a bar has the time, the attempts and the error', () =>
    assert.equal(tailText(row({ started: at(0), ended: at(400), attempts: 3, error: { type: 'Bad', message: 'no' } }), 0), '400 ms · 3 attempts · Bad: no'));
test('rules are told in words', () => {
    assert.equal(rulesText({ known: true, maxConcurrency: 5, minSuccessful: 2, total: 8, toleratedFailureCount: 1 }), 'at most 5 at once · needs 2 of 8 · tolerates 1 failure');
    assert.equal(rulesText({ known: false }), 'rules are not on record');
    assert.equal(rulesText({ known: true, hasShouldComplete: true, total: 3 }), 'no limit · its own rule decides');
    assert.equal(rulesText({ known: true, minSuccessful: -1, total: 3, toleratedFailurePercentage: 0.125, runningBranches: 'Drain', nesting: 'Flat' }),
        'no limit · needs all of 3 · tolerates 12.5 % · those that run are awaited · flat');
});
test('folding keeps every row and both ends of time', () => {
    const rows = Array.from({ length: 10 }, (_, index) => row({ started: at(index), ended: at(index + 5), status: index === 7 ? 'Failed' : 'Succeeded' }));
    const buckets = fold(rows, 3, 0);
    assert.equal(buckets.reduce((sum, bucket) => sum + bucket.rows, 0), 10);
    assert.equal(buckets[0]!.from, 0);
    assert.equal(buckets[2]!.to, 14);
    assert.deepEqual(buckets.map(leading), ['succeeded', 'succeeded', 'failed']);
});
test('rows that are not here yet fold into nothing', () => assert.equal(leading(fold([undefined], 1, 0)[0]!), 'other'));
test('zooming keeps the time under the pointer', () => {
    const all = whole(0, 10_000);
    const span = zoomed(all, 0.5, 4000, all);
    assert.ok(Math.abs(toX(span, 1000, 4000) - toX(all, 1000, 4000)) < 1e-9);
    assert.ok(Math.abs(toTime(span, 1000, toX(span, 1000, 1234)) - 1234) < 1e-9);
});
test('zooming and panning have ends', () => {
    let span = whole(0, 10_000);
    const all = span;
    for (let step = 0; step < 100; step++) {
        span = zoomed(span, 0.5, 5000, all);
    }

    assert.ok(span.to - span.from >= 4.999);
    assert.ok(panned(all, 1e9, all).from < all.to);
    assert.ok(panned(all, -1e9, all).to > all.from);
});
test('row heights go up and down and stop', () => {
    assert.equal(nextHeight(24, true), 32);
    assert.equal(nextHeight(32, true), 32);
    assert.equal(nextHeight(0.005, false), 0.005);
});
test('a list shows its window and a little around', () => {
    assert.deepEqual(windowOf(3200, 640, 32, 1_000_000, 6), { from: 94, to: 126 });
    assert.deepEqual(windowOf(0, 640, 32, 3, 6), { from: 0, to: 3 });
    assert.deepEqual(windowOf(9999, 640, 32, 0, 6), { from: 0, to: 0 });
});
test('failures are one line a function, the few together', () => {
    const failures = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f${index}`, 9 - index]));
    const { names, values } = failuresOf([{ failures }, { failures: {} }]);
    assert.deepEqual(names, ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'others']);
    assert.deepEqual(values[6], [6, 0]);
});
test('what-if settings come back from their URL', () => {
    const settings = { maxConcurrency: 7, minSuccessful: null, shouldCompleteOff: true };
    assert.deepEqual(read(write(settings)), settings);
    assert.deepEqual(read(new URLSearchParams('maxConcurrency=many')), {});
    assert.ok(sameAsRecorded({ maxConcurrency: 3 }, { known: true, maxConcurrency: 3 }));
    assert.ok(!sameAsRecorded({ maxConcurrency: null }, { known: true, maxConcurrency: 3 }));
});
test('a wide slider goes by doubling and reaches both ends', () => {
    assert.equal(fromPlace(0, 1, 100_000, true), 1);
    assert.equal(fromPlace(1000, 1, 100_000, true), 100_000);
    assert.equal(fromPlace(toPlace(200, 1, 100_000, true), 1, 100_000, true), 200);
    assert.equal(toPlace(5, 1, 8, true), 5);
});
test('names are written where there is room, each for the rows up to the next', () => {
    const scope = new Scope(undefined, 's', undefined);
    scope.total = 1000;
    const lines: Line[] = [];
    addNames(lines, { kind: 'rows', branch: scope, depth: 0, y: 0, from: 0, to: 1000 }, 0, 0.4);
    assert.deepEqual(lines.map(line => [line.index, line.rows, line.y]), Array.from({ length: 25 }, (_, index) => [index * 40, 40, index * 16]));
    const scrolled: Line[] = [];
    addNames(scrolled, { kind: 'rows', branch: scope, depth: 0, y: 0, from: 50, to: 130 }, 0, 0.4);
    assert.deepEqual(scrolled.map(line => [line.index, line.rows]), [[50, 30], [120, 40]]);
    const whole: Line[] = [];
    addNames(whole, { kind: 'rows', branch: scope, depth: 0, y: 0, from: 2, to: 5 }, 0, 24);
    assert.deepEqual(whole.map(line => [line.index, line.rows, line.height]), [[2, 1, 24], [3, 1, 24], [4, 1, 24]]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, duration, fromInput, local, relative, ticks, toInput, utc } from '../src/lib/time';

test('a duration has at most two units', () => {
    const expected: [number, string][] = [
        [0, '0 ms'], [0.4, '<1 ms'], [340, '340 ms'], [1234, '1.2 s'], [9999, '9.9 s'], [12_900, '12 s'], [60_000, '1 min'], [184_000, '3 min 4 s'], [7_500_000, '2 h 5 min'],
        [3 * 86_400_000 + 4 * 3_600_000, '3 d 4 h'], [-5, '0 ms'], [Number.NaN, ''],
    ];
    expected.forEach(([ms, text]) => assert.equal(duration(ms), text));
});

test('a local time leaves out what is of today', () => {
    const now = new Date(2026, 10, 30, 21, 0, 0).getTime();
    assert.equal(local(new Date(2026, 10, 30, 7, 5, 9).toISOString(), now), '07:05:09');
    assert.equal(local(new Date(2026, 10, 29, 7, 5, 9).toISOString(), now), '11-29 07:05:09');
    assert.equal(local(new Date(2025, 10, 30, 7, 5, 9).toISOString(), now), '2025-11-30 07:05:09');
    assert.equal(local('no time', now), 'no time');
});

test('UTC is said to the millisecond', () => assert.equal(utc('2026-11-30T21:40:00.123Z'), '2026-11-30 21:40:00.123 UTC'));

test('a relative time says which side of now it is on', () => {
    const now = Date.parse('2026-11-30T21:40:00.000Z');
    assert.equal(relative('2026-11-30T21:40:12.000Z', now), 'in 12 s');
    assert.equal(relative('2026-11-30T21:36:56.000Z', now), '3 min 4 s ago');
});

test('ticks are apart and on round times from the start', () => {
    const { step, at } = ticks(1003, 11_003, 1000, 92, 1003);
    assert.equal(step, 1000);
    assert.deepEqual(at.slice(0, 3), [1003, 2003, 3003]);
});

test('ticks of years do not run away', () => assert.ok(ticks(0, 1e13, 10, 90).at.length <= 1000));

test('the clock has milliseconds where ticks are that close', () => assert.match(clock(1234, 10), /^\d\d:\d\d:01\.234$/));

test('what a time field holds is the local time and comes back', () => {
    const iso = new Date(2026, 10, 30, 21, 40).toISOString();
    assert.equal(toInput(iso), '2026-11-30T21:40');
    assert.equal(fromInput('2026-11-30T21:40'), iso);
    assert.equal(fromInput(''), undefined);
});

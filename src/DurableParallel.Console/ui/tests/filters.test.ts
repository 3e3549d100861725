import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, href } from '../src/app/router';
import { everything, isEverything, read, toggled, words, write, type Filter } from '../src/lib/filters';
import { segment } from '../src/lib/segments';

const full: Filter = {
    function: 'ProcessOrder', version: 3, status: ['Running', 'Failed'], state: ['Retrying'], contains: 'a&b', tag: ['customer=ac=me', 'region=eu'], tenant: 'north',
    startedAfter: '2026-11-30T00:00:00.000Z',
};

test('a filter comes back from its URL', () => assert.deepEqual(read(write(full)), full));
test('no filter is an empty URL', () => {
    assert.equal(write(everything).toString(), '');
    assert.ok(isEverything(read(new URLSearchParams())));
});
test('what is unknown in a URL is left out', () => assert.deepEqual(read(new URLSearchParams('status=Happy&state=Sad&tag=plain&version=x&order=oldest')), everything));
test('a value is added or taken away', () => {
    assert.deepEqual(toggled(['a'], 'b'), ['a', 'b']);
    assert.deepEqual(toggled(['a', 'b'], 'a'), ['b']);
});
test('a filter is told in words', () => {
    assert.equal(words(everything), 'all executions');
    assert.match(words(full), /status Running or Failed, state Retrying, function ProcessOrder/);
});
test('a link keeps any name', () => {
    const name = 'a/b ?#%<script>..';
    const link = href(['executions', name], { op: '1&2' });
    const { path, query } = parse(link);
    assert.deepEqual(path, ['executions', name]);
    assert.equal(query.get('op'), '1&2');
});
test('a broken link still opens', () => assert.deepEqual(parse('#/executions/%E0%A4%A').path, ['executions', '%E0%A4%A']));
test('names that a path cannot hold are escaped', () => {
    assert.deepEqual(['.', '..', 'live', 'counts', 'bulk', '~x', 'a/b', 'alive'].map(segment), ['~.', '~..', '~live', '~counts', '~bulk', '~~x', 'a%2Fb', 'alive']);
});

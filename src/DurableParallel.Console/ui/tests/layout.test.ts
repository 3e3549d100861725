import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksIn, heightOf, rowAt, topOf, type Branch } from '../src/pages/execution/timeline/layout';

const leaf = (total: number, head = 0): Branch => ({ total, head, open: [] });
const inner = leaf(3, 50);
const root: Branch = { total: 10, head: 0, open: [{ index: 2, branch: inner }] };

test('the height counts rows, heads and what is open', () => assert.equal(heightOf(root, 20), 10 * 20 + 50 + 3 * 20));
test('rows below an open branch are moved down by it', () => assert.deepEqual([0, 2, 3, 9].map(index => topOf(root, index, 20)), [0, 40, 170, 290]));
test('all blocks follow each other without a gap', () => {
    const blocks = blocksIn(root, 20, 0, 1000);
    assert.deepEqual(blocks.map(block => (block.kind === 'head' ? ['head', block.y] : [block.from, block.to, block.y, block.depth])), [[0, 3, 0, 0], ['head', 60], [0, 3, 110, 1], [3, 10, 170, 0]]);
});
test('only what is seen is given', () => assert.deepEqual(blocksIn(leaf(100_000), 24, 48_000, 48_100).map(block => block.kind === 'rows' && [block.from, block.to, block.y]), [[2000, 2005, 48_000]]));
test('rows thinner than a pixel are runs too', () => {
    const [block] = blocksIn(leaf(100_000), 0.01, 0, 500);
    assert.ok(block?.kind === 'rows' && block.from === 0 && block.to === 50_000);
});
test('the row at a height is found, and none on a head or below the end', () => {
    assert.deepEqual(rowAt(root, 20, 45), { branch: root, index: 2, depth: 0, y: 40 });
    assert.equal(rowAt(root, 20, 80), undefined);
    assert.equal(rowAt(root, 20, 115)?.branch, inner);
    assert.equal(rowAt(root, 20, 5000), undefined);
});
test('each row is where topOf says, for any branches that are open', () => {
    let seed = 7;
    const next = (most: number): number => (seed = (seed * 48271) % 2147483647) % most;
    const grow = (depth: number): Branch => {
        const total = 1 + next(12);
        const open = Array.from({ length: total }, (_, index) => index).filter(() => depth > 0 && next(3) === 0).map(index => ({ index, branch: grow(depth - 1) }));
        return { total, head: next(2) * 30, open };
    };
    for (let round = 0; round < 200; round++) {
        const made = grow(3);
        for (let index = 0; index < made.total; index++) {
            const found = rowAt(made, 10, topOf(made, index, 10) + 5);
            assert.ok(found?.branch === made && found.index === index);
        }
    }
});

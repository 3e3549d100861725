// Where the rows of the timeline are. Pure. A branch is a list of rows of one height; below some of its rows other branches are open.
// A branch of 100,000 rows costs nothing here: only open branches are objects.

export interface Branch {
    total: number;
    /** Pixels above the first row: the concurrency strip. */
    head: number;
    /** Branches that are open below rows of this one, by index, rising. */
    open: readonly { index: number; branch: Branch }[];
}

export type Block<B extends Branch> =
    | { kind: 'head'; branch: B; depth: number; y: number; height: number }
    | { kind: 'rows'; branch: B; depth: number; y: number; from: number; to: number };

/** The height of a branch with all that is open below it. */
export function heightOf(branch: Branch, row: number): number {
    return branch.open.reduce((sum, one) => sum + heightOf(one.branch, row), branch.head + branch.total * row);
}

/** Where a row begins, from the top of its branch. */
export function topOf(branch: Branch, index: number, row: number): number {
    return branch.open.reduce((sum, one) => (one.index < index ? sum + heightOf(one.branch, row) : sum), branch.head + index * row);
}

/** What is between two heights: heads, and runs of rows that follow each other directly. */
export function blocksIn<B extends Branch>(root: B, row: number, from: number, to: number): Block<B>[] {
    const found: Block<B>[] = [];
    walk(root, 0, 0, row, from, to, found);
    return found;
}

function walk<B extends Branch>(branch: B, y: number, depth: number, row: number, from: number, to: number, found: Block<B>[]): number {
    if (branch.head > 0 && y < to && y + branch.head > from) {
        found.push({ kind: 'head', branch, depth, y, height: branch.head });
    }

    let at = y + branch.head;
    let index = 0;
    for (const one of branch.open) {
        at = run(branch, at, index, one.index + 1, depth, row, from, to, found);
        index = one.index + 1;
        const height = heightOf(one.branch, row);
        if (at < to && at + height > from) {
            walk(one.branch as B, at, depth + 1, row, from, to, found);
        }

        at += height;
    }

    return run(branch, at, index, branch.total, depth, row, from, to, found);
}

function run<B extends Branch>(branch: B, y: number, first: number, end: number, depth: number, row: number, from: number, to: number, found: Block<B>[]): number {
    const bottom = y + (end - first) * row;
    if (end > first && y < to && bottom > from) {
        const start = Math.max(first, first + Math.floor((from - y) / row));
        const stop = Math.min(end, first + Math.ceil((to - y) / row));
        if (stop > start) {
            found.push({ kind: 'rows', branch, depth, y: y + (start - first) * row, from: start, to: stop });
        }
    }

    return bottom;
}

/** The row at a height, if there is one. */
export function rowAt<B extends Branch>(root: B, row: number, y: number): { branch: B; index: number; depth: number; y: number } | undefined {
    for (const block of blocksIn(root, row, y, y + 0.001)) {
        if (block.kind === 'rows') {
            return { branch: block.branch, index: block.from, depth: block.depth, y: block.y };
        }
    }

    return undefined;
}
